// Reads a ledger's lines into what happened: the deployments, which releases served in which order, and which of them are known to be bad.
import { z } from "zod/mini";
import { ReleaseError } from "./error.ts";
import { type Begin, type End, Event, type Phase } from "./event.ts";

/** One attempt to make a release live. Without `end` it was cut off in its last phase. */
export type Deployment = Pick<Begin, "kind" | "release" | "previous" | "by" | "reason"> & {
  readonly id: string;
  readonly phases: readonly { readonly phase: Phase; readonly at: string }[];
  readonly startedAt: string;
  readonly end?: End;
};

export type History = {
  /** Oldest first. */
  readonly deployments: readonly Deployment[];
  /** The release that serves, after the `current` pointer. */
  readonly current: string | undefined;
  /** Releases in the order they went live, oldest first; the last one is `current`. */
  readonly served: readonly string[];
  readonly bad: ReadonlySet<string>;
  /** Line numbers, from 1, that were cut off in the middle of being written. */
  readonly torn: readonly number[];
  /** Whether the last line still lacks its line break, which the next writer has to give. */
  readonly open: boolean;
};

/**
 * `text` is the ledger, `pointer` the `current` file. The pointer is renamed into place before its line is written, so where the two
 * differ the pointer is right. Throws ReleaseError "ledger-unreadable" for a line that was never one of ours.
 */
export function readHistory(text: string, pointer: string | undefined): History {
  const { events, torn } = parse(text);
  const deployments = attempts(events);
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
  return { deployments, current, served, bad, torn, open: text !== "" && !text.endsWith("\n") };
}

const Known = z.object({ event: z.enum(["begin", "phase", "end"]) });

function parse(text: string): { events: Event[]; torn: number[] } {
  const events: Event[] = [];
  const torn: number[] = [];
  for (const [index, line] of text.split("\n").entries()) {
    if (line.trim() === "") continue;
    const value = json(line);
    if (value === undefined && line.startsWith("{")) torn.push(index + 1);
    else if (value === undefined) throw unreadable(index + 1, "is not JSON");
    // A kind of line that a later version writes is none of this version's business.
    else if (Known.safeParse(value).success) {
      const event = Event.safeParse(value);
      if (!event.success) throw unreadable(index + 1, `has a wrong \`${event.error.issues[0]?.path.join(".")}\``);
      events.push(event.data);
    }
  }
  return { events, torn };
}

function json(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

function attempts(events: readonly Event[]): Deployment[] {
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
    "Look at that line in ledger.jsonl under `state-dir`; correct it or remove it (keep a copy), then run the step again.",
  );
}
