// Refuses a release whose overlay would hold the value of a secret variable: an image or a mount that is kept by its value, and that the
// compose file makes out of one.

import type { Setting } from "./context.ts";
import { RolloutError } from "./error.ts";

/** A shorter value would be found in innocent text. */
const SHORTEST = 4;

/** `kept`: the overlay as far as it is made from the compose file, not from the input `images`. */
export function refuseSecretsIn(
  kept: string,
  documents: readonly unknown[],
  { variables, open }: Pick<Setting, "variables" | "open">,
): void {
  const named = new Set(documents.flatMap((document) => namesBelow(document, false)));
  const found = Object.entries(variables).filter(
    ([name, value]) =>
      named.has(name) &&
      !open.includes(name) &&
      value.length >= SHORTEST &&
      kept.includes(JSON.stringify(value).slice(1, -1)),
  );
  if (found.length === 0) return;
  const names = found.map(([name]) => name).join(", ");
  throw new RolloutError(
    "compose-file",
    `A release keeps which image each service runs and which files it mounts, and here that would keep the value of ${names}, which is a secret.`,
    `Give ${names} in \`variables\`, if it is none; or write the image or the mount without it.`,
  );
}

/** The variables in texts that say an image, a mount, or a config. */
function namesBelow(value: unknown, counts: boolean): string[] {
  if (typeof value === "string")
    return counts ? [...value.matchAll(/\$\{?([A-Za-z_]\w*)/g)].flatMap(([, name]) => name ?? []) : [];
  if (value === null || typeof value !== "object") return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    namesBelow(inner, counts || ["image", "volumes", "configs"].includes(key)),
  );
}
