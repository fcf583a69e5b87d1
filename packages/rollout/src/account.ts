// The account of a deploy or rollback that a job summary shows, as data: what happened, when, and what runs where now.
import type { Result } from "./result.ts";
import type { Serving } from "./serving.ts";
import type { Setting } from "./setting.ts";

type Table = {
  readonly heading: string;
  readonly header: readonly string[];
  readonly rows: readonly (readonly string[])[];
};

export type Account = {
  readonly heading: string;
  /** The last line of the log, and of a failure how things stand and what to do. */
  readonly words: readonly string[];
  readonly tables: readonly Table[];
  /** Texts worth folding away. */
  readonly details: readonly { readonly label: string; readonly text: string }[];
};

export function accountOf(
  what: "Deploy" | "Rollback",
  { place }: Pick<Setting, "place">,
  result: Result,
  serving: readonly Serving[],
): Account {
  const { line, problem, laps, evidence } = result;
  return {
    heading: `${what} of ${place.app} in ${place.environment}: ${result.outcome}`,
    words: [line, ...(problem === undefined ? [] : [`State: ${problem.state}`, `Next: ${problem.next}`])],
    tables: [
      { heading: "Running now", header: ["Service", "Image", "Container", "State", "Since"], rows: serving.map(row) },
      { heading: "Timeline", header: ["Phase", "Took"], rows: laps.map(({ phase, ms }) => [phase, duration(ms)]) },
      {
        heading: "Last deployments",
        header: ["Began", "Kind", "Release", "Outcome", "By", "Reason"],
        rows: past(result),
      },
    ].filter(({ rows }) => rows.length > 0),
    details: evidence.map(({ title, lines }) => ({ label: title, text: lines.join("\n") })),
  };
}

function row({ service, image, name, stands, startedAt }: Serving): string[] {
  return [service, image, name, stands, startedAt.replace(/\.\d+Z$/, "Z")];
}

function past({ history }: Result): string[][] {
  return (history?.deployments ?? [])
    .slice(-5)
    .reverse()
    .map(({ startedAt, kind, release, end, by, reason }) => [
      ...[startedAt.replace(/\.\d+Z$/, "Z"), kind, release, end?.outcome ?? "cut off", by.actor ?? "", reason ?? ""],
    ]);
}

/** Where an account is shown; a job summary has these. */
export interface Sheet {
  readonly heading: (text: string, level?: 3 | 4) => void;
  readonly paragraph: (text: string) => void;
  readonly table: (header: readonly string[], rows: readonly (readonly string[])[]) => void;
  readonly details: (label: string, text: string) => void;
}

export function showAccount({ heading, words, tables, details }: Account, sheet: Sheet): void {
  sheet.heading(heading);
  for (const text of words) sheet.paragraph(text);
  for (const table of tables) {
    sheet.heading(table.heading, 4);
    sheet.table(table.header, table.rows);
  }
  for (const { label, text } of details) sheet.details(label, text);
}

/** `412 ms`, `3.2 s` */
function duration(ms: number): string {
  return ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`;
}
