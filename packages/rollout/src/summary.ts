// The job summary of a deploy or rollback, as data: what happened, to which release, when, and which containers run now. Text in backticks is
// code.

import type { RolloutContext } from "./context.ts";
import type { ReleaseStatus, Result } from "./result.ts";
import type { RunningContainer } from "./running-containers.ts";

type Table = {
  readonly heading: string;
  readonly header: readonly string[];
  readonly rows: readonly (readonly string[])[];
};

/** `undone`: the release was rolled back. `planned`: a dry run. */
type Status = "good" | "bad" | "undone" | "planned";

export type RolloutSummary = {
  readonly status: Status;
  readonly headline: string;
  /** The last line of the log; after a failure also the state and the next step. */
  readonly paragraphs: readonly string[];
  readonly tables: readonly Table[];
  /** Collapsible texts. */
  readonly details: readonly { readonly label: string; readonly text: string }[];
};

export function summarizeRollout(
  action: "Deploy" | "Rollback",
  { location, dryRun }: Pick<RolloutContext, "location" | "dryRun">,
  result: Result,
  running: readonly RunningContainer[],
): RolloutSummary {
  const { line, problem, phaseDurations, evidence, outcome, release } = result;
  const releaseText = release === undefined ? "" : `, release ${code(release)}`;
  return {
    status: statusOf(result, dryRun),
    headline: `${action} of ${code(location.app)} in ${code(location.environment)}: ${outcome}${releaseText}${dryRun ? " (dry run)" : ""}`,
    paragraphs: [line, ...(problem === undefined ? [] : [`State: ${problem.state}`, `Next: ${problem.next}`])],
    tables: [
      { heading: "Releases", header: ["", "Release", "Images", "Observed"], rows: releases(result).map(releaseRow) },
      {
        heading: "Running now",
        header: ["Service", "Image", "Container", "State", "Since"],
        rows: running.map(containerRow),
      },
      {
        heading: "Timeline",
        header: ["Phase", "Took"],
        rows: phaseDurations.map(({ phase, ms }) => [phase, duration(ms)]),
      },
      {
        heading: "Last deployments",
        header: ["Started", "Kind", "Release", "Outcome", "By", "Reason"],
        rows: lastDeployments(result),
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

/** The live release comes last. */
function releases({ releases: all = [] }: Result): ReleaseStatus[] {
  return [...all].sort((a, b) => Number(a.status === "live") - Number(b.status === "live"));
}

const STATUS_TEXT: Readonly<Record<ReleaseStatus["status"], string>> = {
  live: "Live now",
  failed: "Failed",
  "rollback-failed": "Rollback target, also unhealthy",
};

function releaseRow({ status, release: { id, images }, observed }: ReleaseStatus): string[] {
  const list = Object.entries(images).map(([service, image]) => `${service}: ${code(image)}`);
  return [STATUS_TEXT[status], code(id), list.join("\n"), observed];
}

function containerRow({ service, image, name, state, startedAt }: RunningContainer): string[] {
  return [service, code(image), code(name), state, startedAt.replace(/\.\d+Z$/, "Z")];
}

function lastDeployments({ history }: Result): string[][] {
  return (history?.deployments ?? [])
    .slice(-5)
    .reverse()
    .map(({ startedAt, kind, release, end, by, reason }) => [
      ...[
        startedAt.replace(/\.\d+Z$/, "Z"),
        kind,
        code(release),
        end?.outcome ?? "interrupted",
        by.actor ?? "",
        reason ?? "",
      ],
    ]);
}

/** The part of a job summary that this package writes to. */
export interface SummaryWriter {
  readonly headline: (status: Status, text: string) => void;
  readonly heading: (text: string, level?: 3 | 4) => void;
  readonly paragraph: (text: string) => void;
  readonly table: (header: readonly string[], rows: readonly (readonly string[])[]) => void;
  readonly details: (label: string, text: string) => void;
}

export function writeSummary(
  { status, headline, paragraphs, tables, details }: RolloutSummary,
  writer: SummaryWriter,
): void {
  writer.headline(status, headline);
  for (const text of paragraphs) writer.paragraph(text);
  for (const table of tables) {
    writer.heading(table.heading, 4);
    writer.table(table.header, table.rows);
  }
  for (const { label, text } of details) writer.details(label, text);
}

function code(text: string): string {
  return `\`${text}\``;
}

/** `412 ms`, `3.2 s` */
function duration(ms: number): string {
  return ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`;
}
