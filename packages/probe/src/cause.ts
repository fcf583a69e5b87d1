// What a diagnosis is based on: the URL that did worst, the answers of its addresses, and the earlier attempts.
import type { FailureReason } from "./judge.ts";
import type { Observation } from "./observation.ts";
import type { Policy } from "./policy.ts";

export type Cause =
  | FailureReason
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

/** One cause, explained for a developer who reads a failed step. */
export interface Diagnosis {
  readonly cause: Cause;
  readonly url?: string;
  /** What is most likely wrong. */
  readonly explanation: string;
  /** What to check or to do. */
  readonly remedy: string;
}

export interface Facts {
  readonly policy: Policy;
  /** The URL in the policy. */
  readonly first: URL;
  /** The final URL: `first`, or the target of the last redirect. */
  readonly url: URL;
  /** The address that got farthest in the last attempt. */
  readonly observation: Observation;
  /** `::1 and 127.0.0.1`, or the host's name where it has no address. */
  readonly where: string;
  readonly port: string;
}

export type Explain = (facts: Facts) => Omit<Diagnosis, "url">;
