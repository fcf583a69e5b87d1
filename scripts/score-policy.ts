// `npm run score:policy -- FOLDER`: what the validator finds in a labelled sample, held against the labels. `--list` also prints every
// difference; `--gate` fails where a goal is missed.
import { parseArgs } from "node:util";
import { isMet, table } from "./bench/figure.ts";
import { checkSample } from "./score/check-sample.ts";
import { compare } from "./score/compare.ts";
import { byClass, differences, scoreFigures } from "./score/figures.ts";
import { readLabels } from "./score/labels.ts";
import { largeSample, OWN_SAMPLE } from "./score/sample.ts";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { list: { type: "boolean" }, gate: { type: "boolean" } },
});
const folder = positionals[0] ?? largeSample() ?? OWN_SAMPLE;
const labels = readLabels(folder);
const said = await checkSample(folder, labels);
const comparisons = labels.map((labelled, index) => compare(labelled, said[index] ?? []));
const figures = scoreFigures(comparisons);

if (values.list) for (const line of differences(comparisons)) console.log(line);
console.log(`${values.list ? "\n" : ""}${table(figures)}\n`);
console.log(`Mutable references by class:\n${table(byClass(comparisons))}`);
if (values.gate && !figures.every(isMet)) process.exitCode = 1;
