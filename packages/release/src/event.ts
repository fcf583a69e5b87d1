// The lines of a ledger. One deployment is a `begin`, a `phase` for each phase as it is entered, and an `end`; one without an end was cut off,
// and its last phase says where.
import { randomBytes } from "node:crypto";
import { z } from "zod/mini";
import { OUTCOMES } from "./outcome.ts";
import { ReleaseId } from "./release.ts";

export const Phase = z.enum(["stage", "switch", "probe", "commit", "revert"]);
export type Phase = z.output<typeof Phase>;

const line = { at: z.string(), deployment: z.string() };

/** Who asked, as far as the runner says. */
const By = z.object({ url: z.optional(z.string()), actor: z.optional(z.string()), commit: z.optional(z.string()) });
export type By = z.output<typeof By>;

export const Begin = z.object({
  event: z.literal("begin"),
  ...line,
  kind: z.enum(["deploy", "rollback"]),
  release: ReleaseId,
  /** The release that served when this began. */
  previous: z.optional(ReleaseId),
  by: By,
  reason: z.optional(z.string()),
});
export type Begin = z.output<typeof Begin>;

const Entered = z.object({ event: z.literal("phase"), ...line, phase: Phase });

export const End = z.object({
  event: z.literal("end"),
  ...line,
  outcome: z.enum(OUTCOMES),
  /** The release that answers now; absent when none is known to. */
  serving: z.optional(ReleaseId),
  /** A release no later rollback may pick by itself. */
  bad: z.optional(ReleaseId),
  verdict: z.optional(z.object({ healthy: z.boolean(), attempts: z.number(), cause: z.optional(z.string()) })),
  /** What went wrong, in one sentence without a secret in it. */
  failure: z.optional(z.string()),
  cancelled: z.optional(z.boolean()),
});
export type End = z.output<typeof End>;

export const Event = z.discriminatedUnion("event", [Begin, Entered, End]);
export type Event = z.output<typeof Event>;

/** An id for one attempt: UTC time, then four random hex digits, so that names sort as they happened. */
export function deploymentId(at: Date): string {
  return `${at.toISOString().replace(/[-:]|\.\d+/g, "")}-${randomBytes(2).toString("hex")}`;
}
