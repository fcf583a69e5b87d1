// The format of durations in all inputs: `30`, `1.5`, `30s`, `500ms`, `2m`, `1h`, `1m30s`. A number without a unit is in seconds, as the
// names of the inputs say (`delay-seconds`).
import type { Parsed, Range } from "./grammar.ts";

const UNITS = { h: 3600, m: 60, s: 1, ms: 0.001 } as const;
const AMOUNT = String.raw`\d{1,9}(?:\.\d{1,3})?`;
const NUMBER = new RegExp(`^${AMOUNT}$`);
const WITH_UNITS = new RegExp(`^(?:${AMOUNT}(?:ms|s|m|h))+$`);

/** Node's timers hold milliseconds in 31 bits (24 days) and fire immediately above that. */
const LONGEST = Math.floor((2 ** 31 - 1) / 1000);

/** Parses a duration into seconds. */
export function parseDuration(text: string, { min = 0, max = LONGEST }: Range): Parsed<number> {
  const range = { min: Math.max(0, min), max: Math.min(max, LONGEST) };
  const value = NUMBER.test(text) || WITH_UNITS.test(text) ? toSeconds(text) : Number.NaN;
  if (value >= range.min && value <= range.max) return { value };
  const units = "a number of seconds (`90`), or numbers with units (`500ms`, `90s`, `5m`, `1h`, `1m30s`)";
  return { mistakes: [`must be a duration${between(range)}: ${units}`] };
}

/** For the tables of inputs: `duration from 1s to 1h`. */
export const durationGrammar = ({ min = 0, max = LONGEST }: Range): string => `duration${between({ min, max })}`;

function toSeconds(text: string): number {
  if (NUMBER.test(text)) return Number(text);
  let milliseconds = 0;
  for (const { groups } of text.matchAll(/(?<amount>[\d.]+)(?<unit>ms|s|m|h)/g)) {
    milliseconds += Number(groups?.amount) * Math.round(1000 * (unitSeconds(groups?.unit) ?? Number.NaN));
  }
  return milliseconds / 1000;
}

const unitSeconds = (unit: string | undefined): number | undefined =>
  unit === "h" || unit === "m" || unit === "s" || unit === "ms" ? UNITS[unit] : undefined;

const between = ({ min, max }: { readonly min: number; readonly max: number }): string =>
  ` from ${inUnits(min)} to ${inUnits(max)}`;

/** `3600` to `1h`, `0.1` to `100ms`, `90` to `90s`: in the largest unit that gives a whole number. */
function inUnits(seconds: number): string {
  if (seconds === 0) return "0";
  const [unit, size] = Object.entries(UNITS).find(([, size]) => Number.isInteger(rounded(seconds / size))) ?? ["s", 1];
  return `${rounded(seconds / size)}${unit}`;
}

const rounded = (value: number): number => Math.round(value * 1e6) / 1e6;
