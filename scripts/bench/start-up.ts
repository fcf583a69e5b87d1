// Start-up: CPU time of each shipped JavaScript action, started as the runner does with no inputs, until it has refused them or,
// having none required, reached its first effect: PATH holds a `docker` that kills the process that starts it, and nothing else.
// Measured against `node -e 0`, in alternating pairs.
import { existsSync, readdirSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pinnedNode } from "../../test/harness/index.ts";
import { type PreparedStep, prepareStep } from "../../test/harness/prepare.ts";
import { distFolder } from "../../test/harness/shipped.ts";
import { cpuTime } from "./cpu-time.ts";
import { type Figure, type Measure, median } from "./figure.ts";

const PAIRS = 21;
const GOAL = 2.0;
/** The action that runs most often and does the least. */
const GOALS: Readonly<Record<string, number>> = { "health-check": 1.6 };

export const startUp: Measure = async (progress) => {
  const dist = distFolder();
  const ships = (name: string) => ["action.yml", "index.js"].every((file) => existsSync(join(dist, name, file)));
  const deadEnd = await mkdtemp(join(tmpdir(), "bench-"));
  await writeFile(join(deadEnd, "docker"), "#!/bin/sh\nkill -KILL $PPID\n", { mode: 0o755 });
  const figures: Figure[] = [];
  for (const name of readdirSync(dist).filter(ships)) {
    progress(`start-up of ${name}`);
    const step = await prepareStep(join(dist, name), { env: { PATH: deadEnd } });
    try {
      figures.push({
        name: `start-up ${name}`,
        value: await ratio(step),
        unit: "×",
        atMost: GOALS[name] ?? GOAL,
        how: `CPU, median of ${PAIRS} pairs with node -e 0`,
      });
    } finally {
      await step.dispose();
    }
  }
  await rm(deadEnd, { recursive: true });
  return figures;
};

async function ratio({ argv, env, cwd }: PreparedStep): Promise<number> {
  const bare = { argv: [await pinnedNode(), "-e", "0"] as const, env, cwd };
  await cpuTime(bare);
  await cpuTime({ argv, env, cwd });
  const ratios: number[] = [];
  for (let pair = 0; pair < PAIRS; pair += 1) {
    const base = await cpuTime(bare);
    ratios.push((await cpuTime({ argv, env, cwd })) / base);
  }
  return median(ratios);
}
