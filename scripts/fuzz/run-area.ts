// Runs an area in a thread and watches it: an input that never comes to an end, or takes the memory of the thread, is a failure like any other.
import { Worker } from "node:worker_threads";
import { AREAS, type AreaName } from "./areas.ts";
import type { Property } from "./property.ts";
import { inputAt, type Outcome, type Sampling } from "./run-property.ts";
import type { Finished, Work } from "./worker.ts";

export type Result = { readonly area: AreaName; readonly title: string; readonly outcome: Outcome };

/** One input may take so long, also on a machine that has much else to do. */
const HANG_MS = 60_000;
const MEMORY_MB = 1024;

/** `titles`: the properties to run. A property that hangs or crashes the thread does not keep the next ones from running. */
export async function runArea(
  area: AreaName,
  titles: readonly string[],
  sampling: Sampling,
  onResult: (result: Result) => void,
): Promise<void> {
  const { properties } = await AREAS[area]();
  const left = properties.filter(({ title }) => titles.includes(title));
  while (left.length > 0) {
    const killed = await runThread(area, left, sampling, ({ title, outcome }) => {
      left.shift();
      onResult({ area, title, outcome });
    });
    const [property] = left;
    if (killed === undefined || property === undefined) continue;
    left.shift();
    onResult({ area, title: property.title, outcome: failed(property, sampling, killed) });
  }
}

type Killed = { readonly why: string; readonly begun: number; readonly milliseconds: number };

/** Resolves when all properties are finished, or with the reason why the thread ended before. */
function runThread(
  area: AreaName,
  properties: readonly Property[],
  sampling: Sampling,
  onFinished: (finished: Finished) => void,
): Promise<Killed | undefined> {
  const begun = new SharedArrayBuffer(4);
  const count = new Int32Array(begun);
  const workerData: Work = { area, titles: properties.map(({ title }) => title), begun, ...sampling };
  const worker = new Worker(new URL("worker.ts", import.meta.url), {
    workerData,
    resourceLimits: { maxOldGenerationSizeMb: MEMORY_MB },
  });
  let left = properties.length;
  let began = performance.now();
  let seen = 0;
  let lastProgress = began;
  let why: string | undefined;
  worker.on("message", (finished: Finished) => {
    left--;
    began = performance.now();
    lastProgress = began;
    onFinished(finished);
  });
  worker.on("error", (error) => {
    why ??= String(error);
  });
  const watch = setInterval(() => {
    const now = Atomics.load(count, 0);
    if (now !== seen) lastProgress = performance.now();
    seen = now;
    if (performance.now() - lastProgress < HANG_MS) return;
    why ??= `it did not end within ${HANG_MS / 1000} s`;
    void worker.terminate();
  }, 500);
  return new Promise((resolve) => {
    worker.once("exit", (code) => {
      clearInterval(watch);
      const milliseconds = performance.now() - began;
      const early = { why: why ?? `the thread ended with code ${code}`, begun: Atomics.load(count, 0), milliseconds };
      resolve(left === 0 ? undefined : early);
    });
  });
}

function failed(property: Property, { seed }: Sampling, { why, begun, milliseconds }: Killed): Outcome {
  const index = Math.max(0, begun - 1);
  return {
    runs: begun,
    milliseconds,
    failure: { what: why, input: inputAt(property, seed, index), path: `${index}` },
  };
}
