// Rejects a release whose stored compose files do not resolve to exactly the same model as the user's file with the same values.
import { type Difference, differences, type Model } from "@deploy-actions/runtime";
import type { Redact } from "@deploy-actions/secret";
import { type RolloutContext, redactOf } from "./context.ts";
import { RolloutError } from "./error.ts";

const MAX_SHOWN = 5;

/** Throws RolloutError "kept-differs" with the keys and both values, without secrets and without values of a container's environment. */
export function requireSameMeaning(context: RolloutContext, intendedModel: Model, kept: Model): void {
  const all = differences(intendedModel, kept);
  if (all.length === 0) return;
  const redact = redactOf(context);
  const shown = all.slice(0, MAX_SHOWN).map((difference) => sentence(difference, redact));
  const more = all.length > MAX_SHOWN ? ` And ${all.length - MAX_SHOWN} more.` : "";
  throw new RolloutError(
    "kept-differs",
    `The compose file as a release would store it does not mean the same as the original: ${shown.join(" ")}${more}`,
    "Rewrite these entries so that they depend only on the compose file, the files that it extends or includes, and the given variables. A `.env` file next to an included file is not stored: set its values in `environment-variables`.",
  );
}

function sentence({ key, one, other }: Difference, redact: Redact): string {
  const hidden = /\.(?:environment|content)(?:\.|\[|$)/.test(key);
  const side = (text: string | undefined): string => {
    if (text === undefined) return "nothing";
    if (hidden) return "another value";
    return `\`${redact(text)}\``;
  };
  return `${key} is ${side(one)} in the original and ${side(other)} in the stored file.`;
}
