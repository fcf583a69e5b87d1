// The inputs that deploy and rollback share, as data: names, descriptions and checks, independent of how an action declares inputs.
// Imports only what parses the values, so that rejecting an invalid input stays fast.
import type { Problem, ReadResult } from "@deploy-actions/contract";
import { ImageError, type PinnedImage, parsePinned } from "@deploy-actions/image";

export { OUTCOMES as outcomes } from "@deploy-actions/release/outcome";

import { loginInputs } from "@deploy-actions/runtime/inputs";
import { appProblem, environmentProblem } from "@deploy-actions/runtime/names";

/** Which app to deploy, and where. `kind` selects the parser of the input. */
export const locationInputs = {
  target: {
    kind: "choice",
    choices: ["local"],
    description: "Where to deploy: `local` is the machine that runs this job.",
    default: "local",
  },
  app: {
    kind: "text",
    description: "The app's name; with the environment it names the Compose project.",
    required: true,
    check: appProblem,
  },
  environment: {
    kind: "text",
    description: "The environment's name, such as `dev`, `uat` or `prod`.",
    required: true,
    check: environmentProblem,
  },
} as const;

/** The other inputs. */
export const rolloutInputs = {
  "environment-variables": {
    kind: "map",
    description:
      "Values for `$NAME` in the compose file, one `NAME=value` per line; passed to the compose process only and never stored.",
    secret: true,
  },
  variables: {
    kind: "map",
    description: "More values for `$NAME` that are not secret, such as a port; they may appear in the log.",
  },
  ...loginInputs,
  registry: {
    kind: "text",
    description: "Registry host that the credentials are for; needed only if the images come from several registries.",
  },
  "state-dir": {
    kind: "path",
    description:
      "Folder on the target for releases and their history; the default is `/var/lib/deploy-actions` for root, else `~/.local/state/deploy-actions`.",
  },
  "dry-run": {
    kind: "bool",
    description: "Check everything and report what would be done, without doing it.",
    default: "false",
  },
} as const;

/** The images of a deploy. */
export const imagesInput = {
  images: {
    kind: "lines",
    description:
      "The image of each service, one `service=name@sha256:<digest>` per line; services that the compose file already pins can be left out.",
    read: (lines: readonly string[]) => reading(() => parseImages(lines)),
  },
} as const;

/** Reads `service=name@sha256:…` lines. Throws ImageError, also for an image without a digest. */
function parseImages(lines: readonly string[]): Readonly<Record<string, PinnedImage>> {
  const images = new Map<string, PinnedImage>();
  for (const line of lines) {
    const [, service, reference] = /^([A-Za-z0-9._-]+)\s*=\s*(.+)$/.exec(line) ?? [];
    if (service === undefined || reference === undefined) {
      throw new ImageError("malformed", `"${line}" is not service=image`, "Write service=name@sha256:<64 hex digits>.");
    }
    if (images.has(service)) throw new ImageError("malformed", `service ${service} is listed twice`, "List it once.");
    images.set(service, parsePinned(reference));
  }
  return Object.fromEntries(images);
}

function reading<T>(parse: () => T): ReadResult<T> {
  try {
    return { value: parse() };
  } catch (error) {
    if (error instanceof ImageError) return { mistake: `is not valid: ${joined(error)}` };
    throw error;
  }
}

/** A problem with the combination of inputs, or undefined. */
export function rolloutMistakes(inputs: {
  readonly "environment-variables": Readonly<Record<string, string>>;
  readonly variables: Readonly<Record<string, string>>;
  readonly "registry-username": string | undefined;
  readonly "registry-password": string | undefined;
}): Problem | undefined {
  const twice = Object.keys(inputs.variables).filter((name) => inputs["environment-variables"][name] !== undefined);
  if (twice.length > 0) {
    return {
      happened: `Inputs \`variables\` and \`environment-variables\` both set ${twice.join(", ")}.`,
      state: "Nothing was started or changed.",
      next: "Set each name in only one of them; secrets belong in `environment-variables`.",
    };
  }
  const [username, password] = [inputs["registry-username"], inputs["registry-password"]];
  if ((username === undefined) === (password === undefined)) return undefined;
  return {
    happened: `Input \`registry-${username === undefined ? "password" : "username"}\` is given without \`registry-${username === undefined ? "username" : "password"}\`.`,
    state: "Nothing was started or changed.",
    next: "Set both, or neither if the registry needs no login. A secret that is not defined arrives empty.",
  };
}

/** What is wrong and how to correct it, as one sentence without its full stop. */
function joined({ message, next }: ImageError): string {
  const remedy = next.replace(/\.$/, "");
  return `${message.replace(/\.$/, "")}; ${remedy.charAt(0).toLowerCase()}${remedy.slice(1)}`;
}
