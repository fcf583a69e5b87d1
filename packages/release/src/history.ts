// Parses a ledger into the deployments, the releases that went live in order, and the releases known to be bad.
import { z } from "zod/mini";
import { ReleaseError } from "./error.ts";
import { type BeginEvent, type EndEvent, LedgerEvent, type Phase } from "./event.ts";

/** One attempt to make a release live. Without `end` it was interrupted in its last phase. */
export type Deployment = Pick<BeginEvent, "kind" | "release" | "previous" | "by" | "reason"> & {
  readonly id: string;
  readonly phases: readonly { readonly phase: Phase; readonly at: string }[];
  readonly startedAt: string;
  readonly end?: EndEvent;
};

export type History = {
  /** Oldest first. */
  readonly deployments: readonly Deployment[];
  /** The live release, from the `current` pointer. */
  readonly current: string | undefined;
  /** Releases in the order they went live, oldest first; the last one is `current`. */
  readonly served: readonly string[];
  readonly bad: ReadonlySet<string>;
  /** Line numbers, from 1, of lines that a crash left partly written. */
  readonly tornLines: readonly number[];
  /** The last line has no line break yet; the next writer has to add it. */
  readonly endsMidLine: boolean;
};

/**
 * `text` is the ledger, `pointer` the content of the `current` file. The pointer is renamed into place before the ledger line is written,
 * so the pointer wins where the two differ. Throws ReleaseError "ledger-unreadable" for a line that is not a ledger event.
 */
export function readHistory(text: string, pointer: string | undefined): History {
  const { events, tornLines } = parse(text);
  const deployments = deploymentsFrom(events);
  const served: string[] = [];
  const bad = new Set<string>();
  for (const { release, end } of deployments) {
    if (end?.outcome === "deployed") {
      served.push(release);
      bad.delete(release);
    }
    if (end?.bad !== undefined) bad.add(end.bad);
  }
  const current = pointer ?? served.at(-1);
  if (current !== undefined && served.at(-1) !== current) served.push(current);
  return { deployments, current, served, bad, tornLines, endsMidLine: text !== "" && !text.endsWith("\n") };
}

const KnownEvent = z.object({ event: z.enum(["begin", "phase", "end"]) });

function parse(text: string): { events: LedgerEvent[]; tornLines: number[] } {
  const events: LedgerEvent[] = [];
  const tornLines: number[] = [];
  for (const [index, line] of text.split("\n").entries()) {
    if (line.trim() === "") continue;
    const value = json(line);
    if (value === undefined && line.startsWith("{")) tornLines.push(index + 1);
    else if (value === undefined) throw unreadable(index + 1, "is not JSON");
    // Events of unknown kinds come from later versions and are skipped.
    else if (KnownEvent.safeParse(value).success) {
      const event = LedgerEvent.safeParse(value);
      if (!event.success) throw unreadable(index + 1, `has an invalid \`${event.error.issues[0]?.path.join(".")}\``);
      events.push(event.data);
    }
  }
  return { events, tornLines };
}

function json(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

function deploymentsFrom(events: readonly LedgerEvent[]): Deployment[] {
  const byId = new Map<string, Deployment>();
  for (const event of events) {
    const { deployment: id, at } = event;
    const before = byId.get(id);
    if (event.event === "begin") {
      const { kind, release, previous, by, reason } = event;
      byId.set(id, { id, kind, release, previous, by, reason, phases: [], startedAt: at });
    } else if (before !== undefined) {
      const after = event.event === "end" ? { end: event } : { phases: [...before.phases, { phase: event.phase, at }] };
      byId.set(id, { ...before, ...after });
    }
  }
  return [...byId.values()];
}

function unreadable(line: number, what: string): ReleaseError {
  return new ReleaseError(
    "ledger-unreadable",
    `Line ${line} of the ledger ${what}.`,
    "Correct or remove that line in ledger.jsonl under `state-dir` (keep a copy), then run the step again.",
  );
}
