// `npm run mutate [-- NAME...]`: changes the modules that make decisions one place at a time, in a copy of the tree, and reports the
// changes that no unit test notices. Exits with 1 if the score is below its goal.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "./actions.ts";
import { isMet, table } from "./bench/figure.ts";
import { treeCopy } from "./mutate/copy.ts";
import { GROUPS } from "./mutate/groups.ts";
import { installStryker } from "./mutate/install.ts";
import { scoreFigures, survivors } from "./mutate/score.ts";

const names = process.argv.slice(2);
const unknown = names.filter((name) => GROUPS.every((group) => group.name !== name));
if (unknown.length > 0) {
  console.error(`There is no ${unknown.join(", ")}. Choose from: ${GROUPS.map(({ name }) => name).join(", ")}.`);
  process.exit(2);
}

await installStryker();
const { mutantsOf } = await import("./mutate/run.ts");
const copy = treeCopy(root);
const mutants = [];
for (const group of GROUPS.filter(({ name }) => names.length === 0 || names.includes(name))) {
  console.log(`${group.name} ...`);
  mutants.push(...(await mutantsOf(copy, group)));
}
const figures = scoreFigures(mutants);
for (const line of survivors(mutants, (file) => readFileSync(join(copy, file), "utf8"))) console.log(line);
console.log(`\n${table(figures)}`);
process.exit(figures.every(isMet) ? 0 : 1);
