// Tries what nobody wrote down: generated and damaged input for everything that reads something from elsewhere.
//   npm run show -- fuzz [--area shell] [--runs 10000] [--seconds 60] [--seed N] [--property "TITLE" --path "12:0:1"]
import { randomInt } from "node:crypto";
import { parseArgs } from "node:util";
import { aligned } from "../bench/figure.ts";
import { AREA_NAMES, AREAS, type AreaName, isAreaName } from "../fuzz/areas.ts";
import { type Result, runArea } from "../fuzz/run-area.ts";
import type { Sampling } from "../fuzz/run-property.ts";

/** For each property. */
const DEFAULT_RUNS = 1000;
const DEFAULT_SECONDS = 15;

interface Request extends Sampling {
  readonly areas: readonly AreaName[];
  readonly property: string | undefined;
}

/** True when every property held for every input. */
export async function fuzz(args: readonly string[]): Promise<boolean> {
  const request = requestIn(args);
  if (typeof request === "string") {
    console.error(request);
    return false;
  }
  const begin = performance.now();
  const results: Result[] = [];
  console.log(`seed ${request.seed}: at most ${request.runs} inputs or ${request.seconds} s for each property`);
  for (const area of request.areas) {
    const { about, properties } = await AREAS[area]();
    const titles = properties.map(({ title }) => title).filter((title) => title === (request.property ?? title));
    console.log(`\n${area}: ${about}`);
    await runArea(area, titles, request, (result) => {
      results.push(result);
      print(result, request.seed);
    });
  }
  summarize(request.areas, results, performance.now() - begin, request.seed);
  return results.length > 0 && results.every(({ outcome }) => outcome.failure === undefined);
}

function requestIn(args: readonly string[]): Request | string {
  const text = { type: "string" } as const;
  const options = { area: text, runs: text, seconds: text, seed: text, property: text, path: text };
  try {
    const { values } = parseArgs({ args: [...args], options });
    const { area, property, path } = values;
    if (area !== undefined && !isAreaName(area)) return `There is no area ${area}: ${AREA_NAMES.join(", ")}`;
    return {
      areas: area === undefined ? AREA_NAMES : [area],
      property,
      seed: integer("seed", values.seed) ?? randomInt(2 ** 31),
      runs: path === undefined ? (integer("runs", values.runs) ?? DEFAULT_RUNS) : 1,
      seconds: integer("seconds", values.seconds) ?? DEFAULT_SECONDS,
      ...(path === undefined ? {} : { path }),
    };
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function integer(name: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (/^-?\d{1,10}$/.test(text)) return Number(text);
  throw new Error(`--${name} must be a whole number; it is "${text}"`);
}

function print({ area, title, outcome: { runs, milliseconds, slowest = 0, failure } }: Result, seed: number): void {
  const state = failure === undefined ? "held" : "BROKE";
  console.log(
    `  ${state}  ${title} (${runs} inputs, ${(milliseconds / 1000).toFixed(1)} s, slowest ${slowest.toFixed(0)} ms)`,
  );
  if (failure === undefined) return;
  console.log(failure.what.replace(/^/gm, "    "));
  console.log(`    input: ${failure.input}`);
  console.log(
    `    again: npm run show -- fuzz --area ${area} --property "${title}" --seed ${seed} --path "${failure.path}"`,
  );
}

function summarize(areas: readonly AreaName[], results: readonly Result[], milliseconds: number, seed: number): void {
  const rows = areas.map((area) =>
    row(
      area,
      results.filter((result) => result.area === area),
    ),
  );
  const all = row(`all, seed ${seed}`, results, milliseconds);
  console.log(`\n${aligned([["area", "properties", "inputs", "seconds", "broke"], ...rows, all])}`);
}

function row(name: string, results: readonly Result[], milliseconds?: number): string[] {
  const sum = (of: (result: Result) => number): number => results.reduce((total, one) => total + of(one), 0);
  return [
    name,
    `${results.length}`,
    `${sum(({ outcome }) => outcome.runs)}`,
    ((milliseconds ?? sum(({ outcome }) => outcome.milliseconds)) / 1000).toFixed(0),
    `${sum(({ outcome }) => (outcome.failure === undefined ? 0 : 1))}`,
  ];
}
