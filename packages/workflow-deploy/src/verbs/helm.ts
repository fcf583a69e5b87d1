// helm: `upgrade`, `install` and `template` deploy a chart with values from the command. Follows helm's command reference
// (https://helm.sh/docs/helm).
import { imagesOfRelease, jsonPairsOf, pairsOf, type ReleaseImages } from "@deploy-actions/workflow-companion";
import { firstText, type Word } from "@deploy-actions/workflow-source/command";
import { isLiteral } from "@deploy-actions/workflow-source/value";
import { alsoPrinted, type Effect } from "../effect.ts";
import { isOn, type Options, readOptions, switches, valuesFor } from "../options.ts";
import type { Verb } from "../verb.ts";

export const helm: Verb = {
  programs: ["helm", "helm3"],
  read(command) {
    const options = readOptions(command.args, SWITCHES, "anywhere");
    // `helm secrets upgrade` is the same command with encrypted values.
    const operands = firstText(options.operands[0]) === "secrets" ? options.operands.slice(1) : options.operands;
    const subcommand = firstText(operands[0]);
    // `helm upgrade $FLAGS app ./chart`: unknown words may be anything.
    const known = operands.length > 3 ? operands.slice(1).filter((word) => !isOpen(word)) : operands.slice(1);
    const [release, chart = release] = known;
    if (!DEPLOYING.has(subcommand) || chart === undefined || isDryRun(options)) return [];
    const images = imagesOfRelease(
      {
        chart,
        isOpen: known.length < operands.length - 1,
        isRemote: valuesFor(options, "--repo").length > 0,
        keepsValues: isOn(options, "--reuse-values", "--reset-then-reuse-values"),
        files: valuesFor(options, "-f", "--values"),
        // In the order in which helm merges them.
        pairs: [
          ...valuesFor(options, "--set-json").flatMap(jsonPairsOf),
          ...valuesFor(options, "--set").flatMap(pairsOf),
          ...valuesFor(options, "--set-string", "--set-literal")
            .flatMap(pairsOf)
            .map((pair) => ({ ...pair, isString: true })),
        ],
      },
      command,
    );
    const effects = effectsOf(`helm ${subcommand}`, chart, images);
    const renderer = valuesFor(options, "--post-renderer")[0];
    const rendered: readonly Effect[] =
      renderer === undefined
        ? []
        : [{ does: "unknown-code", written: `helm ${subcommand}`, at: chart.place, why: CHANGED, certainty: "deploy" }];
    return [...(subcommand === "template" ? alsoPrinted(effects) : effects), ...rendered];
  },
};

const CHANGED = "its post-renderer can change the images in the chart";

function effectsOf(by: string, chart: Word, { set, companion }: ReleaseImages): readonly Effect[] {
  const deploys = set.map(
    ({ image, numberProne }): Effect => ({ does: "deploy", by, image, ...(numberProne ? { numberProne } : {}) }),
  );
  return [...deploys, { does: "deploy-files", by, at: chart.place, companion }];
}

function isOpen(word: Word): boolean {
  return [...firstText(word)].every((char) => !isLiteral(char));
}

const DEPLOYING = new Set(["upgrade", "install", "template"]);

function isDryRun({ given }: Options): boolean {
  const last = given.findLast(({ name }) => name === "--dry-run");
  return last !== undefined && !/^(?:none|false)$/.test(firstText(last.value));
}

/** Options that take no value, or take one only after `=`. */
const SWITCHES = switches(
  "-h -i -g -a -q --atomic --cleanup-on-fail --create-namespace --debug --dependency-update --devel --disable-openapi-validation " +
    "--dry-run --enable-dns --force --force-conflicts --force-replace --generate-name --help --hide-notes --hide-secret " +
    "--include-crds --insecure-skip-tls-verify --install --is-upgrade --kube-insecure-skip-tls-verify --no-hooks " +
    "--pass-credentials --plain-http --render-subchart-notes --replace --reset-then-reuse-values --reset-values --reuse-values " +
    "--rollback-on-failure --skip-crds --skip-schema-validation --skip-tests --take-ownership --validate --verify --wait " +
    "--wait-for-jobs",
);
