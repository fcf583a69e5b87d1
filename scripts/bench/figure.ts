// One measured figure with its goal, and the table of them. A figure is a ratio against a baseline of the same run, a size or a count.

export interface Figure {
  readonly name: string;
  /** What was measured, and its baseline, in a few words. */
  readonly how: string;
  readonly value: number;
  /** Empty for a count. */
  readonly unit: keyof typeof DIGITS;
  /** The goal, as an upper or a lower limit; both absent where the figure is only shown. */
  readonly atMost?: number;
  readonly atLeast?: number;
}

/** Digits after the decimal point. */
const DIGITS = { "×": 2, MB: 2, s: 2, ms: 0, "%": 1, "/s": 0, "": 0 };

/** What one file of scripts/bench/ exports. `undefined` with a reason where this machine cannot measure it. */
export type Measure = (progress: (line: string) => void) => Promise<readonly Figure[] | { readonly skipped: string }>;

export function table(figures: readonly Figure[]): string {
  const rows = figures.map((figure) => {
    const { name, how, value, unit } = figure;
    const goal = goalOf(figure);
    return [name, format(value, unit), goal, goal === "" ? "" : isMet(figure) ? "met" : "MISSED", how];
  });
  return aligned([["figure", "measured", "goal", "", "how"], ...rows]);
}

/** Rows of cells as lines whose columns are as wide as their widest cell. */
export function aligned(rows: readonly (readonly string[])[]): string {
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0))) ?? [];
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}

/** True also where there is no goal. */
export function isMet({ value, atMost = Infinity, atLeast = -Infinity }: Figure): boolean {
  return value <= atMost && value >= atLeast;
}

function goalOf({ unit, atMost, atLeast }: Figure): string {
  if (atMost !== undefined) return `≤ ${format(atMost, unit)}`;
  return atLeast === undefined ? "" : `≥ ${format(atLeast, unit)}`;
}

const format = (value: number, unit: Figure["unit"]) =>
  `${value.toFixed(DIGITS[unit])}${unit === "×" || unit === "" ? "" : " "}${unit}`;

/** The middle value, or the mean of the two middle values. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.slice(Math.ceil(sorted.length / 2) - 1, Math.floor(sorted.length / 2) + 1);
  return middle.reduce((sum, each) => sum + each, 0) / middle.length;
}
