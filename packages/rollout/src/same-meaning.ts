// Refuses a release whose kept compose files, filled in, do not mean exactly what the user's own file means, filled in with the same values.
import { type Difference, differences, type Model } from "@deploy-actions/runtime";
import { type Setting, secretTexts } from "./context.ts";
import { RolloutError } from "./error.ts";

const MOST_SHOWN = 5;

/** Throws RolloutError "kept-differs" that names the keys and what each side says; no value of a secret or of a container's environment is in it. */
export function requireSameMeaning(setting: Setting, meant: Model, kept: Model): void {
  const all = differences(meant, kept);
  if (all.length === 0) return;
  const secrets = secretTexts(setting).sort((a, b) => b.length - a.length);
  const shown = all.slice(0, MOST_SHOWN).map((difference) => sentence(difference, secrets));
  const more = all.length > MOST_SHOWN ? ` And ${all.length - MOST_SHOWN} more.` : "";
  throw new RolloutError(
    "kept-differs",
    `What a release would keep of the compose file does not mean what the file means: ${shown.join(" ")}${more}`,
    "Write these entries so that they depend on nothing but the compose file, its parts and the given variables. A `.env` file beside an included file is not kept: give its values in `environment-variables`.",
  );
}

function sentence({ key, one, other }: Difference, secrets: readonly string[]): string {
  const hidden = /\.(?:environment|content)(?:\.|\[|$)/.test(key);
  const side = (text: string | undefined): string => {
    if (text === undefined) return "nothing";
    if (hidden) return "another value";
    return `\`${secrets.reduce((clean, secret) => clean.replaceAll(secret, "***"), text)}\``;
  };
  return `${key} is ${side(one)} in the file and ${side(other)} in what is kept.`;
}
