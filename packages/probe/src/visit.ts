// Goes to one address of one URL, follows redirects as far as the policy allows, and keeps what it saw, also of a journey that ends badly.
import type { Clock } from "@deploy-actions/contract";
import { type Redactor, withoutCredentials } from "@deploy-actions/secret";
import { type Address, addressesOf } from "./address.ts";
import { connect } from "./connection.ts";
import { unpacked } from "./content-coding.ts";
import { type Answer, ask } from "./exchange.ts";
import { findJson, type JsonFinding } from "./expected-json.ts";
import type { Headers } from "./headers.ts";
import type { Redirect } from "./observation.ts";
import type { Policy } from "./policy.ts";
import { Troubled } from "./probe-failure.ts";
import { isExpectedStatus } from "./status.ts";
import type { Stopwatch } from "./stopwatch.ts";

/** Filled as the journey goes, so that a failure leaves what was seen before it. */
export interface Seen {
  readonly redirects: Redirect[];
  status?: number;
  body?: string;
  json?: readonly JsonFinding[];
}

export interface Journey {
  readonly policy: Policy;
  readonly url: URL;
  readonly address: Address;
  readonly headers: Headers;
  readonly redactor: Redactor;
  readonly watch: Stopwatch;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

/** Of the body that is read as JSON, in bytes. */
const LONGEST_JSON = 1024 * 1024;
const SHOWN_BYTES = 500;

/** @throws what stopped it: an error of the system, of the parser, or Troubled */
export async function visit(journey: Journey, seen: Seen): Promise<void> {
  const { policy, address, watch, signal } = journey;
  const home = journey.url.origin;
  let { url, headers } = journey;
  let addresses: readonly Address[] = [address];
  for (;;) {
    const socket = await connect(url, addresses, watch, signal);
    try {
      const answer = await ask(url, socket, headers, watch, signal);
      seen.status = answer.status;
      const next = redirectOf(policy, url, answer);
      if (next === undefined) return await readBody(journey, answer, seen);
      seen.redirects.push({ status: answer.status, to: journey.redactor.redact(printable(next)) });
      if (seen.redirects.length > policy.followRedirects) {
        throw new Troubled("too-many-redirects", `redirected more than ${policy.followRedirects} times`);
      }
      // Once away they stay away: a stranger must not choose what our headers are sent to next.
      if (next.origin !== home) headers = [];
      watch.nextHop();
      // The same host stays the same machine: whose answer it is must not change half-way.
      const found =
        next.hostname === journey.url.hostname ? { ms: 0, addresses: [address] } : await addressesOf(next, signal);
      watch.named(found.ms);
      addresses = found.addresses;
      url = next;
    } finally {
      socket.destroy();
    }
  }
}

const FOLLOWED = new Set([301, 302, 303, 307, 308]);

/** Where to go from here; nowhere when this answer is the one to judge. */
function redirectOf(policy: Policy, from: URL, { status, location }: Answer): URL | undefined {
  if (!FOLLOWED.has(status) || location === undefined || policy.followRedirects === 0) return undefined;
  if (isExpectedStatus(policy.expectedStatus, status)) return undefined;
  const to = URL.parse(location, from.href);
  if (to === null || !/^https?:$/.test(to.protocol)) {
    throw new Troubled(
      "bad-redirect",
      `status ${status} leads to \`${withoutCredentials(location).slice(0, 200)}\`, which is not an http(s) URL`,
    );
  }
  return to;
}

function printable(url: URL): string {
  const shown = new URL(url);
  shown.username = "";
  shown.password = "";
  return shown.href;
}

async function readBody({ policy, redactor, clock }: Journey, answer: Answer, seen: Seen): Promise<void> {
  const asJson = policy.expectedJson.length > 0 && isExpectedStatus(policy.expectedStatus, answer.status);
  const sent = await answer.body(
    asJson ? { as: "whole", bytes: LONGEST_JSON } : { as: "sample", bytes: SHOWN_BYTES + redactor.margin },
    clock,
  );
  const bytes = unpacked(sent, answer.coding, LONGEST_JSON);
  if (bytes === undefined)
    throw new Troubled("body-too-long", `the body is longer than ${LONGEST_JSON} bytes once it is unpacked`);
  seen.body = firstBytes(redactor.redact(bytes.subarray(0, SHOWN_BYTES + redactor.margin).toString("utf8")));
  const document = asJson ? parseJson(bytes) : undefined;
  if (document === undefined) return;
  seen.json = policy.expectedJson.map((wanted) => {
    const finding = findJson(document, wanted);
    return finding.text === undefined ? finding : { ...finding, text: redactor.redact(finding.text) };
  });
}

/** `stream`: a character that the cut would halve is left out, not replaced. */
const firstBytes = (text: string): string =>
  new TextDecoder().decode(Buffer.from(text).subarray(0, SHOWN_BYTES), { stream: true });

/** `undefined` where it is not JSON, which no JSON document can be. */
function parseJson(bytes: Buffer): unknown {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch {
    return undefined;
  }
}
