// Runs the properties of one area in a thread of its own, which the main thread can end when an input makes it hang.
import { parentPort, workerData } from "node:worker_threads";
import { z } from "zod";
import { AREAS, isAreaName } from "./areas.ts";
import { type Outcome, runProperty } from "./run-property.ts";

export type Finished = { readonly title: string; readonly outcome: Outcome };

const Work = z.object({
  area: z.string().refine(isAreaName),
  titles: z.array(z.string()),
  seed: z.number(),
  runs: z.number(),
  seconds: z.number(),
  path: z.optional(z.string()),
  /** The number of inputs of the current property that were begun. */
  begun: z.instanceof(SharedArrayBuffer),
});
export type Work = z.output<typeof Work>;

const { area, titles, begun, path, ...sampling } = Work.parse(workerData);
const count = new Int32Array(begun);
const { properties } = await AREAS[area]();
for (const property of properties.filter(({ title }) => titles.includes(title))) {
  Atomics.store(count, 0, 0);
  const runs = Math.max(1, Math.ceil(sampling.runs * (property.share ?? 1)));
  const outcome = await runProperty(
    property,
    { ...sampling, runs, ...(path === undefined ? {} : { path }) },
    () => void Atomics.add(count, 0, 1),
  );
  const finished: Finished = { title: property.title, outcome };
  parentPort?.postMessage(finished);
}
// Servers of the area may still listen.
process.exit(0);
