// The validator's speed: the shipped command line over a labelled sample from a cold start, compared with two workflow linters in the same run;
// its peak memory; and how many workflows with their companions it checks a second once it is warm.
import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { pinnedNode } from "../../test/harness/index.ts";
import { distFolder } from "../../test/harness/shipped.ts";
import { checkSample } from "../score/check-sample.ts";
import { type Labelled, readLabels } from "../score/labels.ts";
import { largeSample, OWN_SAMPLE } from "../score/sample.ts";
import { type Figure, type Measure, median } from "./figure.ts";
import { type Peer, peers } from "./peers/peers.ts";
import { wallTime } from "./wall-time.ts";

const ROUNDS = 11;
const WARM_GOAL = 200;
const WARM_UP_MS = 1500;
const WARM_MS = 3000;

export const policy: Measure = async (progress) => {
  const cli = join(distFolder(), "immutable-tag-validator", "cli.js");
  if (!existsSync(cli)) return { skipped: "there is no dist/immutable-tag-validator/cli.js: run `npm run build`" };
  const folder = largeSample() ?? OWN_SAMPLE;
  const labels = readLabels(folder);
  const files = labels.map(({ n, path }) => `${n}/${path}`);
  const ours: Peer = { name: "ours", argv: (some) => [node, cli, "check", "--format=json", ...some] };
  const node = await pinnedNode();
  const others = await peers();
  for (const one of others) if ("reason" in one) progress(`policy: without ${one.name}, ${one.reason}`);
  const installed = others.filter((one) => "argv" in one);
  progress(
    `policy: ${files.length} workflows, ${ROUNDS} rounds of ${[ours, ...installed].map(({ name }) => name).join(", ")}`,
  );
  const together = await timesOf([ours, ...installed], [files], folder);
  progress("policy: the same, one process per repository");
  const apart = await timesOf(
    [ours, ...installed],
    files.map((file) => [file]),
    folder,
  );
  return [
    ...figuresOf(`${files.length} repositories, cold`, together, true),
    ...figuresOf("the same, one process each", apart, false),
    await memory(node, cli, files, folder),
    await warm(labels, folder),
  ];
};

type Times = ReadonlyMap<string, number>;

/** Median milliseconds of each program for all batches, one after the other; rounds alternate between the programs. */
async function timesOf(
  programs: readonly Peer[],
  batches: readonly (readonly string[])[],
  cwd: string,
): Promise<Times> {
  const rounds = batches.length === 1 ? ROUNDS : 3;
  const times = new Map(programs.map(({ name }): [string, number[]] => [name, []]));
  for (let round = 0; round < rounds; round += 1) {
    for (const { name, argv } of programs) {
      let sum = 0;
      for (const batch of batches) sum += await wallTime({ argv: argv(batch), env: { PATH: "" }, cwd });
      times.get(name)?.push(sum);
    }
  }
  return new Map([...times].map(([name, all]) => [name, median(all)]));
}

/** Ours against the slower of the others. */
function figuresOf(name: string, times: Times, hasGoal: boolean): readonly Figure[] {
  const ours = times.get("ours") ?? Number.NaN;
  const others = [...times].filter(([other]) => other !== "ours").sort(([, a], [, b]) => b - a);
  const how = [...times].map(([each, ms]) => `${each} ${ms.toFixed(0)} ms`).join(", ");
  const slower = others[0]?.[1];
  if (slower === undefined) return [{ name, value: ours, unit: "ms", how }];
  return [{ name, value: ours / slower, unit: "×", ...(hasGoal ? { atMost: 1 } : {}), how }];
}

/** Peak resident set of the one process that checks all files, read by the process itself when it ends. */
async function memory(node: string, cli: string, files: readonly string[], cwd: string): Promise<Figure> {
  const tell = 'process.on("exit", () => process.stderr.write(`\\n${process.resourceUsage().maxRSS}`))';
  const args = [`--import=data:text/javascript,${encodeURIComponent(tell)}`, cli, "check", ...files];
  const { stderr } = await promisify(execFile)(node, args, { cwd, env: { PATH: "" } }).catch((error: unknown) => {
    if (error instanceof Error && "stderr" in error) return { stderr: String(error.stderr) };
    throw error;
  });
  return { name: "peak memory of that", value: Number(stderr.split("\n").at(-1)) / 1000, unit: "MB", how: "resident" };
}

/** Complete passes over the sample in this process, each with freshly read files. */
async function warm(labels: readonly Labelled[], folder: string): Promise<Figure> {
  const pass = () => checkSample(folder, labels);
  for (const start = performance.now(); performance.now() - start < WARM_UP_MS; ) await pass();
  let passes = 0;
  const start = performance.now();
  for (; performance.now() - start < WARM_MS; passes += 1) await pass();
  const value = (1000 * passes * labels.length) / (performance.now() - start);
  return { name: "workflows with companions, warm", value, unit: "/s", atLeast: WARM_GOAL, how: `${passes} passes` };
}
