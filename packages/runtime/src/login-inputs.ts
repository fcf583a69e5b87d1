// The registry login inputs of every action that pulls images.

/** `kind` selects the parser of the input. */
export const loginInputs = {
  "registry-username": {
    kind: "text",
    description: "User for the registry that the images are pulled from, if it requires a login.",
  },
  "registry-password": { kind: "text", description: "Password or token of that user.", secret: true },
} as const;
