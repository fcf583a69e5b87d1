// The one grammar of the library for booleans, numbers, durations, lists and maps: text to value, as zod schemas.
// Messages read on after «Input `x` »: they say what is right, so that the reader needs no manual.
import { z } from "zod";

/** YAML 1.2 core schema booleans, as @actions/core accepts them. */
export const booleanText = z
  .string()
  .regex(/^(true|True|TRUE|false|False|FALSE)$/, "must be true or false")
  .transform((text) => text.toLowerCase() === "true");

export interface Range {
  readonly min?: number;
  readonly max?: number;
}

/** A whole number in decimal digits; never NaN, never `1e3`, never `12abc`. */
export const integerText = (range: Range) => {
  const wanted = `must be a whole number${within(range)}`;
  return z
    .string()
    .regex(/^-?\d{1,15}$/, wanted)
    .transform(Number)
    .refine((value) => inside(value, range), wanted);
};

const UNIT_SECONDS: Readonly<Record<string, number>> = { ms: 0.001, s: 1, m: 60, h: 3600 };

/** A duration in seconds: `90`, `1.5`, `500ms`, `90s`, `5m`, `1h`, `1m30s`. */
export const secondsText = (range: Range) => {
  const wanted = `must be a number of seconds${within(range)} (\`90\`) or carry a unit (\`500ms\`, \`90s\`, \`5m\`, \`1h\`)`;
  return z
    .string()
    .regex(/^(?:\d{1,9}(?:\.\d{1,3})?|(?:\d{1,9}(?:\.\d{1,3})?(?:ms|s|m|h))+)$/, wanted)
    .transform(toSeconds)
    .refine((value) => inside(value, range), wanted);
};

function toSeconds(text: string): number {
  if (/^[\d.]+$/.test(text)) return Number(text);
  let total = 0;
  for (const [, amount, unit] of text.matchAll(/([\d.]+)(ms|s|m|h)/g)) {
    total += Number(amount) * (UNIT_SECONDS[unit ?? "s"] ?? 1);
  }
  return total;
}

/** One item a line; blank lines and lines that start with `#` don't count. */
export const linesText = z.string().transform((text) =>
  text
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== "" && !line.startsWith("#")),
);

/** Items on lines of their own or parted by commas. */
export const listText = linesText.transform((lines) =>
  lines.flatMap((line) => line.split(",").map((item) => item.trim())).filter((item) => item !== ""),
);

/** `NAME=value` a line; the value is everything after the first `=`, kept as it is. */
export const mapText = z.string().transform((text, context) => {
  const entries: Record<string, string> = {};
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    if (line.trim() === "" || line.trimStart().startsWith("#")) continue;
    const at = line.indexOf("=");
    const name = at < 0 ? "" : line.slice(0, at).trim();
    // The line itself is not quoted: a map may be secret.
    if (name === "") {
      context.addIssue({ code: "custom", message: `must be NAME=value lines; line ${index + 1} is not` });
    } else if (Object.hasOwn(entries, name)) {
      context.addIssue({ code: "custom", message: `names \`${name}\` twice (line ${index + 1}); keep one` });
    } else {
      entries[name] = line.slice(at + 1);
    }
  }
  return entries;
});

export const urlText = z
  .string()
  .refine((text) => isHttpUrl(text), "must be an http:// or https:// URL, such as https://app.example.com/health");

export function isHttpUrl(text: string): boolean {
  const url = URL.parse(text);
  return url !== null && (url.protocol === "http:" || url.protocol === "https:") && url.hostname !== "";
}

export function within({ min, max }: Range): string {
  if (min !== undefined && max !== undefined) return ` from ${min} to ${max}`;
  if (min !== undefined) return ` of at least ${min}`;
  if (max !== undefined) return ` of at most ${max}`;
  return "";
}

const inside = (value: number, { min = -Infinity, max = Infinity }: Range) => value >= min && value <= max;
