// dual-registry-push: two registries against one `docker push`, once limited by the network and once by the machine, compared with the
// other ways to reach both; then pushing again, promoting, memory, and whether digests stay equal when registries fail.
// BENCH_ROUNDS is how many pairs are measured.
import { loadavg } from "node:os";
import { FAULT_MATRIX } from "../../packages/registry/test/fault-matrix.ts";
import { faultStand, isEqual, type Lived } from "../../packages/registry/test/fault-stand.ts";
import { runningSession, type Session } from "../../test/engine/index.ts";
import { NO_ENGINE, seconds } from "./deploy-time.ts";
import { type Figure, type Measure, median } from "./figure.ts";
import { type Measured, pushBench, type Small, type Trial } from "./push/measure.ts";

const MBIT = 200;
const CPU_GOAL = 1.35;
const SMALL_TIMES = 5;

export const push: Measure = async (report) => {
  const session = runningSession(process.env);
  if (session?.registries === undefined) return { skipped: NO_ENGINE };
  const rounds = Number(process.env.BENCH_ROUNDS ?? 3);
  const progress = (line: string): void => report(`push, load ${loadavg()[0]?.toFixed(1)}: ${line}`);
  const bench = await pushBench(session, progress);
  try {
    const limited = await bench.measure(MBIT, rounds);
    const unlimited = await bench.measure(undefined, rounds);
    progress("pushing again, promoting");
    const small = await bench.measureSmall(SMALL_TIMES);
    return [
      ...against(`${MBIT} Mbit/s per registry`, 1.1, limited),
      ...against("without a limit", 1.35, unlimited),
      memory([...limited.pairs, ...unlimited.pairs].map(({ ours }) => ours)),
      ...smallFigures(small),
      await faultFigure(session, progress),
    ];
  } finally {
    await bench.end();
  }
};

function against(where: string, goal: number, { pairs, others }: Measured): Figure[] {
  const of = (what: "ms" | "cpuMs", name: string, atMost: number): Figure => {
    const [ours, one] = [median(pairs.map(({ ours }) => ours[what])), median(pairs.map(({ one }) => one[what]))];
    const how = `${seconds(ours)} against ${seconds(one)}, median of ${pairs.length} pairs`;
    return { name, value: median(pairs.map((pair) => pair.ours[what] / pair.one[what])), unit: "×", atMost, how };
  };
  const base = median(pairs.map(({ one }) => one.ms));
  return [
    of("ms", `push to two against docker push to one, ${where}`, goal),
    of("cpuMs", "  its CPU: engine, registries and client", CPU_GOAL),
    ...[...others].map(
      ([name, trial]): Figure => ({
        name: `  ${name}`,
        value: trial.ms / base,
        unit: "×",
        how: `${seconds(trial.ms)}, ${seconds(trial.cpuMs)} CPU, once; ${comparison(trial)}`,
      }),
    ),
    { name: "  ours: pushes with equal digests", ...share(pairs.map(({ ours }) => isSame(ours))), how: "asked back" },
  ];
}

const isSame = ({ digests: [one, other] }: Trial): boolean => one !== undefined && one === other;
const comparison = (trial: Trial): string => (isSame(trial) ? "digests equal" : "digests DIFFER");

function memory(trials: readonly Trial[]): Figure {
  const value = Math.max(...trials.map(({ peakMb = Number.NaN }) => peakMb));
  return {
    name: "peak memory of the action's process",
    value,
    unit: "MB",
    atMost: 150,
    how: "resident, of all pushes",
  };
}

function smallFigures({ again, underNewTag, promoted }: Small): Figure[] {
  const of = (name: string, times: readonly number[], how: string, atMost?: number): Figure => ({
    name,
    value: median(times) / 1000,
    unit: "s",
    ...(atMost === undefined ? {} : { atMost }),
    how: `the complete step, ${how}, median of ${times.length}`,
  });
  return [
    of("push again", again, "same tag: nothing travels", 0.3),
    of("push again under another tag", underNewTag, "through the engine, which asks for every layer"),
    of("promotion in both registries", promoted, "a tag for the digest", 0.5),
  ];
}

async function faultFigure(session: Session, progress: (line: string) => void): Promise<Figure> {
  progress(`${FAULT_MATRIX.length} faults`);
  const stand = await faultStand(session);
  const days: Lived[] = [];
  try {
    for (const day of FAULT_MATRIX) days.push(await stand.live(day));
  } finally {
    await stand.end();
  }
  const isGood = (lived: Lived) => isEqual(lived) && lived.tagsAtEnd.every((tag) => tag === lived.digest);
  return {
    name: "faults after which digests stay equal",
    ...share(days.map(isGood)),
    how: `${days.length} faults; and after a second push every registry has the tag`,
  };
}

function share(good: readonly boolean[]): Pick<Figure, "value" | "unit" | "atLeast"> {
  return { value: (100 * good.filter(Boolean).length) / good.length, unit: "%", atLeast: 100 };
}
