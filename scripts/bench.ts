// `npm run bench`: the project's figures, each a ratio against a baseline measured in the same run, with its goal. They are
// not tests: a missed goal never fails a build. `npm run bench -- start-up size` measures only those two.
import { cpus, loadavg } from "node:os";
import { root } from "./actions.ts";
import { deployTime } from "./bench/deploy-time.ts";
import { type Figure, type Measure, table } from "./bench/figure.ts";
import { firstUse } from "./bench/first-use.ts";
import { gap } from "./bench/gap.ts";
import { policy } from "./bench/policy.ts";
import { push } from "./bench/push.ts";
import { size } from "./bench/size.ts";
import { startUp } from "./bench/start-up.ts";

/** The list of what is measured. */
const MEASURES: Readonly<Record<string, Measure>> = {
  "start-up": startUp,
  size,
  policy,
  deploy: deployTime,
  gap,
  push,
  "first-use": firstUse,
};

async function measured(names: readonly string[]): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const name of names) {
    const result = await MEASURES[name]?.((line) => console.error(`… ${line}`));
    if (result === undefined) throw new Error(`there is no \`${name}\`; there are ${Object.keys(MEASURES).join(", ")}`);
    if ("skipped" in result) console.log(`${name}: not measured, ${result.skipped}`);
    else figures.push(...result);
  }
  return figures;
}

process.chdir(root);
const asked = process.argv.slice(2);
const figures = await measured(asked.length === 0 ? Object.keys(MEASURES) : asked);
console.log(`Node ${process.version}, ${cpus().length} cores, load ${loadavg()[0]?.toFixed(1)}\n`);
console.log(table(figures));
