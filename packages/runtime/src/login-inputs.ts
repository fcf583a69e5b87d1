// The inputs of every action that pulls images, for the login at their registry.

/** One entry for each input, with the kind that reads its text. */
export const loginInputs = {
  "registry-username": {
    kind: "text",
    description: "User for the registry that images are pulled from, where it asks for one.",
  },
  "registry-password": { kind: "text", description: "Password or token of that user.", secret: true },
} as const;
