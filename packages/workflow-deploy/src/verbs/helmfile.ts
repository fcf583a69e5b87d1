// helmfile: several chart releases, listed in its own file. Only values from the command line are read; the file itself is not, because it
// is a template over other templates. See https://helmfile.readthedocs.io.
import { imagesOfPairs, pairsOf } from "@deploy-actions/workflow-companion";
import { firstText } from "@deploy-actions/workflow-source/command";
import type { Effect } from "../effect.ts";
import { readOptions, switches, valueFor, valuesFor } from "../options.ts";
import type { Verb } from "../verb.ts";

export const helmfile: Verb = {
  programs: ["helmfile"],
  read(command) {
    const options = readOptions(command.args, SWITCHES, "anywhere");
    const subcommand = firstText(options.operands[0]);
    if (subcommand !== "apply" && subcommand !== "sync") return [];
    const by = `helmfile ${subcommand}`;
    const pairs = valuesFor(options, "--set", "--state-values-set", "--state-values-set-string").flatMap(pairsOf);
    const images = imagesOfPairs(pairs);
    if (images.length > 0) return images.map(({ image }): Effect => ({ does: "deploy", by, image }));
    const file = valueFor(options, "-f", "--file");
    const asked = file?.written ?? "helmfile.yaml";
    const unknown = [`${asked} is not analysed: helmfile determines the charts and their values`];
    const companion = { asked, images: [], builds: [], unknown, problems: [] };
    return [{ does: "deploy-files", by, at: file?.place ?? command.place, companion }];
  },
};

const SWITCHES = switches(
  "-h -i -q --help --debug --interactive --quiet --no-color --color --skip-deps --skip-refresh --skip-needs --include-needs " +
    "--include-transitive-needs --skip-diff-on-install --suppress-secrets --suppress-diff --wait --wait-for-jobs --atomic " +
    "--allow-no-matching-release --disable-force-update --enable-live-output --reuse-values --reset-values --sync-release-labels",
);
