// The lines of a ledger. One deployment is a `begin`, a `phase` for each phase as it is entered, and an `end`; one without an end was cut off,
// and its last phase says where.
import { randomBytes } from "node:crypto";
import { z } from "zod";
import { OUTCOMES } from "./outcome.ts";
import { ReleaseId } from "./release.ts";

export const Phase = z.enum(["stage", "switch", "probe", "commit", "revert"]);
export type Phase = z.output<typeof Phase>;

const line = { at: z.string(), deployment: z.string() };

/** Who asked, as far as the runner says. */
const By = z.object({ url: z.string().optional(), actor: z.string().optional(), commit: z.string().optional() });
export type By = z.output<typeof By>;

export const Begin = z.object({
  event: z.literal("begin"),
  ...line,
  kind: z.enum(["deploy", "rollback"]),
  release: ReleaseId,
  /** The release that served when this began. */
  previous: ReleaseId.optional(),
  by: By,
  reason: z.string().optional(),
});
export type Begin = z.output<typeof Begin>;

const Entered = z.object({ event: z.literal("phase"), ...line, phase: Phase });

export const End = z.object({
  event: z.literal("end"),
  ...line,
  outcome: z.enum(OUTCOMES),
  /** The release that answers now; absent when none is known to. */
  serving: ReleaseId.optional(),
  /** A release no later rollback may pick by itself. */
  bad: ReleaseId.optional(),
  verdict: z.object({ healthy: z.boolean(), attempts: z.number(), cause: z.string().optional() }).optional(),
  /** What went wrong, in one sentence without a secret in it. */
  failure: z.string().optional(),
  cancelled: z.boolean().optional(),
});
export type End = z.output<typeof End>;

export const Event = z.discriminatedUnion("event", [Begin, Entered, End]);
export type Event = z.output<typeof Event>;

/** An id for one attempt: UTC time, then four random hex digits, so that names sort as they happened. */
export function deploymentId(at: Date): string {
  return `${at.toISOString().replace(/[-:]|\.\d+/g, "")}-${randomBytes(2).toString("hex")}`;
}
