// Start-up: CPU time of each shipped JavaScript action, started as the runner does with no inputs, until it has refused them or,
// having none required, reached its first effect (which fails: nothing is on PATH). Against `node -e 0`, in alternating pairs.
import { existsSync, readdirSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { pinnedNode } from "../../test/harness/index.ts";
import { type PreparedStep, prepareStep } from "../../test/harness/prepare.ts";
import { distFolder } from "../../test/harness/shipped.ts";
import { cpuTime } from "./cpu-time.ts";
import { type Figure, type Measure, median } from "./figure.ts";

const PAIRS = 21;
const GOAL = 2.5;

export const startUp: Measure = async (progress) => {
  const dist = distFolder();
  const ships = (name: string) => ["action.yml", "index.js"].every((file) => existsSync(join(dist, name, file)));
  const figures: Figure[] = [];
  for (const name of readdirSync(dist).filter(ships)) {
    progress(`start-up of ${name}`);
    const step = await prepareStep(join(dist, name), { env: { PATH: "/nowhere" } });
    try {
      figures.push({
        name: `start-up ${name}`,
        value: await ratio(step),
        unit: "×",
        atMost: GOAL,
        how: `CPU, median of ${PAIRS} pairs with node -e 0`,
      });
    } finally {
      await step.dispose();
    }
  }
  return figures;
};

async function ratio({ argv, env, cwd }: PreparedStep): Promise<number> {
  const bare = { argv: [await pinnedNode(), "-e", "0"] as const, env, cwd };
  await mkdir(cwd, { recursive: true });
  await cpuTime(bare);
  await cpuTime({ argv, env, cwd });
  const ratios: number[] = [];
  for (let pair = 0; pair < PAIRS; pair += 1) {
    const base = await cpuTime(bare);
    ratios.push((await cpuTime({ argv, env, cwd })) / base);
  }
  return median(ratios);
}
