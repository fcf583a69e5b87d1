// Rejects a release whose overlay would contain the value of a secret variable, because the compose file builds an image name or a mount
// path from it.

import type { RolloutContext } from "./context.ts";
import { RolloutError } from "./error.ts";

/** Shorter values match unrelated text. */
const MIN_SECRET_LENGTH = 4;

/** `kept`: the overlay without what comes from the input `images`. */
export function refuseSecretsIn(
  kept: string,
  documents: readonly unknown[],
  { variables, publicVariables }: Pick<RolloutContext, "variables" | "publicVariables">,
): void {
  const named = new Set(documents.flatMap((document) => namesBelow(document, false)));
  const found = Object.entries(variables).filter(
    ([name, value]) =>
      named.has(name) &&
      !publicVariables.includes(name) &&
      value.length >= MIN_SECRET_LENGTH &&
      kept.includes(JSON.stringify(value).slice(1, -1)),
  );
  if (found.length === 0) return;
  const names = found.map(([name]) => name).join(", ");
  throw new RolloutError(
    "compose-file",
    `A release stores each service's image and mounts; here that would store the value of ${names}, which is a secret.`,
    `If ${names} is not secret, set it in \`variables\`; otherwise write the image or the mount without it.`,
  );
}

/** The variables used in images, mounts and configs. */
function namesBelow(value: unknown, counts: boolean): string[] {
  if (typeof value === "string")
    return counts ? [...value.matchAll(/\$\{?([A-Za-z_]\w*)/g)].flatMap(([, name]) => name ?? []) : [];
  if (value === null || typeof value !== "object") return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    namesBelow(inner, counts || ["image", "volumes", "configs"].includes(key)),
  );
}
