// One measured figure beside its goal, and the table of them. A figure is a ratio against a baseline of the same run, or a size.

export interface Figure {
  readonly name: string;
  /** What was measured and against what, in a few words. */
  readonly how: string;
  readonly value: number;
  readonly unit: "×" | "MB" | "s" | "ms";
  /** The figure is good up to this; absent where it is only shown. */
  readonly atMost?: number;
}

/** What one file of scripts/bench/ exports. `undefined` with a reason where this machine cannot measure it. */
export type Measure = (progress: (line: string) => void) => Promise<readonly Figure[] | { readonly skipped: string }>;

export function table(figures: readonly Figure[]): string {
  const rows = figures.map(({ name, how, value, unit, atMost }) => [
    name,
    format(value, unit),
    atMost === undefined ? "" : `≤ ${format(atMost, unit)}`,
    atMost === undefined ? "" : value <= atMost ? "met" : "MISSED",
    how,
  ]);
  const all = [["figure", "measured", "goal", "", "how"], ...rows];
  const widths = all[0]?.map((_, column) => Math.max(...all.map((row) => row[column]?.length ?? 0))) ?? [];
  return all
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}

const format = (value: number, unit: Figure["unit"]) =>
  `${value.toFixed(unit === "ms" ? 0 : 2)}${unit === "×" ? "" : " "}${unit}`;

/** The middle one of an odd number of values, the mean of the two middle ones of an even number. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.slice(Math.ceil(sorted.length / 2) - 1, Math.floor(sorted.length / 2) + 1);
  return middle.reduce((sum, each) => sum + each, 0) / middle.length;
}
