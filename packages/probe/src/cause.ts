// What a cause is told from: the URL that did worst, what all its addresses said, and how it went before.
import type { Shortfall } from "./judge.ts";
import type { Observation } from "./observation.ts";
import type { Policy } from "./policy.ts";

export type Cause =
  | Shortfall
  | "not-tried"
  | "old-release"
  | "abbreviated-value"
  | "stopped-answering"
  | "flapping"
  | "gateway"
  | "not-allowed"
  | "no-such-path"
  | "host-not-allowed"
  | "server-error";

/** One cause, in sentences for whoever reads a red step at night. */
export interface Diagnosis {
  readonly cause: Cause;
  readonly url?: string;
  /** What is most likely wrong. */
  readonly explanation: string;
  /** What to look at or to do. */
  readonly remedy: string;
}

export interface Facts {
  readonly policy: Policy;
  /** What the policy names. */
  readonly first: URL;
  /** Where the journey ended: the same, or where the last redirect led. */
  readonly url: URL;
  /** The one that got farthest in the last attempt. */
  readonly observation: Observation;
  /** `::1 and 127.0.0.1`, or the host's name where it has no address. */
  readonly where: string;
  readonly port: string;
}

export type Explain = (facts: Facts) => Omit<Diagnosis, "url">;
