// What one attempt saw at one address: a plain JSON value, kept and judged later, by others, without the network.
import type { JsonFinding } from "./expected-json.ts";

/** Why there is no full answer, from the first thing that can go wrong to the last. */
export type TroubleCode =
  | "name-not-found"
  | "name-lookup-failed"
  | "timeout-name"
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

export interface Trouble {
  readonly code: TroubleCode;
  /** The system's own words, on one line. */
  readonly detail: string;
}

/** In ms, of the last hop, and only of the phases that were finished. */
export interface Timings {
  readonly dns?: number;
  readonly connect?: number;
  readonly tls?: number;
  /** From the request sent to the first byte of the answer. */
  readonly firstByte?: number;
  /** From the start of it all, redirects included, to the first byte of the answer that counts. */
  readonly response?: number;
}

export interface Redirect {
  readonly status: number;
  readonly to: string;
}

export interface Observation {
  /** From 1. */
  readonly attempt: number;
  /** As the policy writes it. */
  readonly url: string;
  /** The one that was tried; absent where the name gave none. */
  readonly address?: string;
  /** ISO 8601, UTC. */
  readonly startedAt: string;
  readonly timings: Timings;
  readonly redirects: readonly Redirect[];
  /** Of the last answer, also where its body then failed to come. */
  readonly status?: number;
  /** Its first 500 bytes; what is secret in the headers is blotted out. */
  readonly body?: string;
  /** What stands at the pointers of the policy's expectations, in their order; absent where the body is not JSON. */
  readonly json?: readonly JsonFinding[];
  readonly trouble?: Trouble;
}
