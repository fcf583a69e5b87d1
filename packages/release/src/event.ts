// The events in a ledger, one per line. A deployment is a `begin`, a `phase` for each phase as it starts, and an `end`. A deployment without
// an end was interrupted in its last phase.
import { randomBytes } from "node:crypto";
import { z } from "zod/mini";
import { OUTCOMES } from "./outcome.ts";
import { ReleaseId } from "./release.ts";

export const Phase = z.enum(["stage", "switch", "probe", "commit", "revert"]);
export type Phase = z.output<typeof Phase>;

const line = { at: z.string(), deployment: z.string() };

/** Who started the deployment, as far as the runner's environment says. */
const Requester = z.object({
  url: z.optional(z.string()),
  actor: z.optional(z.string()),
  commit: z.optional(z.string()),
});
export type Requester = z.output<typeof Requester>;

export const BeginEvent = z.object({
  event: z.literal("begin"),
  ...line,
  kind: z.enum(["deploy", "rollback"]),
  release: ReleaseId,
  /** The release that was live when this deployment began. */
  previous: z.optional(ReleaseId),
  by: Requester,
  reason: z.optional(z.string()),
});
export type BeginEvent = z.output<typeof BeginEvent>;

const PhaseEvent = z.object({ event: z.literal("phase"), ...line, phase: Phase });

export const EndEvent = z.object({
  event: z.literal("end"),
  ...line,
  outcome: z.enum(OUTCOMES),
  /** The release that is live and healthy now; absent if no release is known to be. */
  serving: z.optional(ReleaseId),
  /** A release that `previous` must never select in a later rollback. */
  bad: z.optional(ReleaseId),
  verdict: z.optional(z.object({ healthy: z.boolean(), attempts: z.number(), cause: z.optional(z.string()) })),
  /** What went wrong, in one sentence, with secrets removed. */
  failure: z.optional(z.string()),
  cancelled: z.optional(z.boolean()),
});
export type EndEvent = z.output<typeof EndEvent>;

export const LedgerEvent = z.discriminatedUnion("event", [BeginEvent, PhaseEvent, EndEvent]);
export type LedgerEvent = z.output<typeof LedgerEvent>;

/** UTC time, then four random hex digits, so that ids sort chronologically. */
export function deploymentId(at: Date): string {
  return `${at.toISOString().replace(/[-:]|\.\d+/g, "")}-${randomBytes(2).toString("hex")}`;
}
