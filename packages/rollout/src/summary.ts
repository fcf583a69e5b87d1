// The account of a deploy or rollback that a job summary shows, as data: what happened, to which release, when, and what runs where now.
// What stands between backticks is code.

import type { Setting } from "./context.ts";
import type { Result, Side } from "./result.ts";
import type { Serving } from "./running-containers.ts";

type Table = {
  readonly heading: string;
  readonly header: readonly string[];
  readonly rows: readonly (readonly string[])[];
};

/** At a glance: it serves; it is wrong; it was taken back; it was only planned. */
type Status = "good" | "bad" | "undone" | "planned";

export type Account = {
  readonly status: Status;
  readonly headline: string;
  /** The last line of the log, and of a failure how things stand and what to do. */
  readonly words: readonly string[];
  readonly tables: readonly Table[];
  /** Texts worth folding away. */
  readonly details: readonly { readonly label: string; readonly text: string }[];
};

export function accountOf(
  what: "Deploy" | "Rollback",
  { place, dryRun }: Pick<Setting, "place" | "dryRun">,
  result: Result,
  serving: readonly Serving[],
): Account {
  const { line, problem, laps, evidence, outcome, release } = result;
  const asked = release === undefined ? "" : `, release ${code(release)}`;
  return {
    status: statusOf(result, dryRun),
    headline: `${what} of ${code(place.app)} in ${code(place.environment)}: ${outcome}${asked}${dryRun ? " (dry run)" : ""}`,
    words: [line, ...(problem === undefined ? [] : [`State: ${problem.state}`, `Next: ${problem.next}`])],
    tables: [
      { heading: "Releases", header: ["", "Release", "Images", "What was seen"], rows: sides(result).map(sideRow) },
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

function statusOf({ outcome, problem }: Result, dryRun: boolean): Status {
  if (outcome === "rolled-back") return "undone";
  if (problem !== undefined) return "bad";
  return dryRun ? "planned" : "good";
}

/** What serves comes last, where the eye stays. */
function sides({ sides: all = [] }: Result): Side[] {
  return [...all].sort((a, b) => Number(a.is === "serves") - Number(b.is === "serves"));
}

const SIDE: Readonly<Record<Side["is"], string>> = {
  serves: "Serves now",
  left: "Tried, does not serve",
  stuck: "Rolled back to, does not answer either",
};

function sideRow({ is, release: { id, images }, saw }: Side): string[] {
  const list = Object.entries(images).map(([service, image]) => `${service}: ${code(image)}`);
  return [SIDE[is], code(id), list.join("\n"), saw];
}

function row({ service, image, name, stands, startedAt }: Serving): string[] {
  return [service, code(image), code(name), stands, startedAt.replace(/\.\d+Z$/, "Z")];
}

function past({ history }: Result): string[][] {
  return (history?.deployments ?? [])
    .slice(-5)
    .reverse()
    .map(({ startedAt, kind, release, end, by, reason }) => [
      ...[
        startedAt.replace(/\.\d+Z$/, "Z"),
        kind,
        code(release),
        end?.outcome ?? "cut off",
        by.actor ?? "",
        reason ?? "",
      ],
    ]);
}

/** Where an account is shown; a job summary has these. */
export interface Sheet {
  readonly headline: (status: Status, text: string) => void;
  readonly heading: (text: string, level?: 3 | 4) => void;
  readonly paragraph: (text: string) => void;
  readonly table: (header: readonly string[], rows: readonly (readonly string[])[]) => void;
  readonly details: (label: string, text: string) => void;
}

export function showAccount({ status, headline, words, tables, details }: Account, sheet: Sheet): void {
  sheet.headline(status, headline);
  for (const text of words) sheet.paragraph(text);
  for (const table of tables) {
    sheet.heading(table.heading, 4);
    sheet.table(table.header, table.rows);
  }
  for (const { label, text } of details) sheet.details(label, text);
}

function code(text: string): string {
  return `\`${text}\``;
}

/** `412 ms`, `3.2 s` */
function duration(ms: number): string {
  return ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`;
}
