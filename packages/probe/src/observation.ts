// The result of one attempt at one address: a plain JSON value that is judged later, without the network.
import type { JsonFinding } from "./expected-json.ts";

/** Why there is no complete answer, roughly in the order in which things can go wrong. */
export type ProbeFailureCode =
  | "name-not-found"
  | "name-lookup-failed"
  | "timeout-name"
  | "address-not-allowed"
  | "unreachable"
  | "timeout-connect"
  | "refused"
  | "reset"
  | "timeout-tls"
  | "tls-to-plain-port"
  | "tls-failed"
  | "tls-untrusted"
  | "tls-self-signed"
  | "tls-expired"
  | "tls-not-yet-valid"
  | "tls-wrong-name"
  | "tls-no-certificate"
  | "tls-wants-certificate"
  | "plain-to-tls-port"
  | "not-http"
  | "timeout-first-byte"
  | "bad-redirect"
  | "too-many-redirects"
  | "timeout-body"
  | "body-broken"
  | "body-too-long"
  | "failed";

export interface ProbeFailure {
  readonly code: ProbeFailureCode;
  /** The system's error message, on one line. */
  readonly detail: string;
}

/** In ms, for the last hop. Unfinished phases are absent. */
export interface Timings {
  readonly dns?: number;
  readonly connect?: number;
  readonly tls?: number;
  /** From the request sent to the first byte of the answer. */
  readonly firstByte?: number;
  /** From the start, including redirects, to the first byte of the final answer. */
  readonly response?: number;
}

export interface Redirect {
  readonly status: number;
  readonly to: string;
}

export interface Observation {
  /** From 1. */
  readonly attempt: number;
  /** As written in the policy. */
  readonly url: string;
  /** Absent if the name has no address. */
  readonly address?: string;
  /** ISO 8601, UTC. */
  readonly startedAt: string;
  readonly timings: Timings;
  readonly redirects: readonly Redirect[];
  /** Status of the last answer, even if its body could not be read. */
  readonly status?: number;
  /** The first 500 bytes, without secrets of the request headers. Absent if another origin than those asked sent it. */
  readonly body?: string;
  /** The values at the pointers of the policy's expectations, in the same order. Absent if the body is not JSON. */
  readonly json?: readonly JsonFinding[];
  readonly trouble?: ProbeFailure;
}
