// Runs one property over many inputs and shrinks the first input for which it does not hold.
import fc from "fast-check";
import type { Property } from "./property.ts";

export interface Sampling {
  readonly seed: number;
  readonly runs: number;
  /** No new input is tried after this time. */
  readonly seconds: number;
  /** Repeats one input: the path that a failure printed. */
  readonly path?: string;
}

export interface Outcome {
  readonly runs: number;
  readonly milliseconds: number;
  /** Milliseconds of the processor's time for the input that took most. */
  readonly slowest?: number;
  readonly failure?: Failure;
}

interface Failure {
  readonly what: string;
  /** The smallest input for which it does not hold, as JavaScript. */
  readonly input: string;
  /** Leads from the seed to that input. */
  readonly path: string;
}

/** One input may take so long, also on a machine whose caches others use. The inputs are small. */
const MOST_MS = 10_000;
/** Characters of an input that are printed: enough to see what is wrong with it. */
const SHOWN = 3000;

/** `onInput` is called before each input is tried. */
export async function runProperty(
  { run: { input, holds }, measuresItself: isMeasured = false }: Property,
  { seed, runs, seconds, path }: Sampling,
  onInput: () => void = () => {},
): Promise<Outcome> {
  const begin = performance.now();
  const stray = strayErrors();
  let slowest = 0;
  const tried = async (value: unknown): Promise<void> => {
    onInput();
    const before = process.threadCpuUsage();
    await holds(value);
    const { user, system } = process.threadCpuUsage(before);
    slowest = Math.max(slowest, (user + system) / 1000);
    if (!isMeasured && slowest > MOST_MS) throw new Error(`it took ${slowest.toFixed(0)} ms of the processor's time`);
    await stray.expectNone();
  };
  try {
    const details = await fc.check(fc.asyncProperty(input, tried), {
      seed,
      numRuns: runs,
      interruptAfterTimeLimit: seconds * 1000,
      ...(path === undefined ? {} : { path }),
    });
    const outcome = { runs: details.numRuns, milliseconds: performance.now() - begin, slowest };
    // An interrupted run counts as failed only if a property did not hold.
    if (details.counterexample === null) return outcome;
    const failure = {
      what: described(details.errorInstance),
      input: shown(details.counterexample[0]),
      path: details.counterexamplePath ?? "",
    };
    return { ...outcome, failure };
  } finally {
    stray.stop();
  }
}

/** The input that was tried as the n-th (from 0), for one that never came to an end. */
export function inputAt({ run: { input } }: Property, seed: number, index: number): string {
  return shown(fc.sample(input, { seed, path: `${index}`, numRuns: 1 })[0]);
}

function shown(value: unknown): string {
  const text = fc.stringify(value);
  return text.length > SHOWN ? `${text.slice(0, SHOWN)}… (${text.length} characters)` : text;
}

function described(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const frames = (error.stack ?? "").split("\n").filter((line) => /^\s+at /.test(line) && !line.includes("fast-check"));
  const cause = error.cause instanceof Error ? ` (because of ${error.cause.name}: ${error.cause.message})` : "";
  const reason = `${error.name}: ${error.message}`.slice(0, SHOWN);
  return [`${reason}${cause}`, ...frames.slice(0, 6)].join("\n");
}

/** Rejections and exceptions that nobody caught, which would end the process of an action. */
function strayErrors(): { expectNone(): Promise<void>; stop(): void } {
  const seen: unknown[] = [];
  const note = (error: unknown): void => void seen.push(error);
  process.on("unhandledRejection", note).on("uncaughtException", note);
  return {
    async expectNone() {
      // Rejections are reported after the microtasks of the turn in which they happen.
      await new Promise((resolve) => setImmediate(resolve));
      const [first] = seen.splice(0);
      if (first !== undefined) throw new Error("nobody caught an error", { cause: first });
    },
    stop: () => void process.off("unhandledRejection", note).off("uncaughtException", note),
  };
}
