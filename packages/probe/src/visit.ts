// Requests a URL from one address, follows redirects as far as the policy allows, and records the results, also if it fails.
import type { Clock } from "@deploy-actions/contract";
import { type Redactor, withoutCredentials } from "@deploy-actions/secret";
import type { Reach } from "@deploy-actions/untrusted/address";
import { cut } from "@deploy-actions/untrusted/text";
import { type Address, addressesOf } from "./address.ts";
import { connect } from "./connection.ts";
import { decompressed } from "./content-coding.ts";
import { type Answer, sendRequest } from "./exchange.ts";
import { findJson, type JsonFinding } from "./expected-json.ts";
import type { Headers } from "./headers.ts";
import type { Redirect } from "./observation.ts";
import type { Policy } from "./policy.ts";
import { ProbeFailureError } from "./probe-failure.ts";
import { isExpectedStatus } from "./status.ts";
import type { Stopwatch } from "./stopwatch.ts";

/** Filled step by step, so that a failure leaves the results before it. */
export interface VisitRecord {
  readonly redirects: Redirect[];
  status?: number;
  body?: string;
  json?: readonly JsonFinding[];
}

export interface VisitOptions {
  readonly policy: Policy;
  readonly url: URL;
  readonly address: Address;
  /** Where redirects may lead. */
  readonly reach: Reach;
  /** The body of any other origin is not recorded. */
  readonly shownOrigins: ReadonlySet<string>;
  readonly headers: Headers;
  readonly redactor: Redactor;
  readonly watch: Stopwatch;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

const MAX_JSON_BYTES = 1024 * 1024;
const SHOWN_BYTES = 500;

/** @throws an error of the system or the HTTP parser, or ProbeFailureError */
export async function visit(options: VisitOptions, record: VisitRecord): Promise<void> {
  const { policy, address, watch, signal } = options;
  const firstOrigin = options.url.origin;
  let { url, headers } = options;
  let addresses: readonly Address[] = [address];
  for (;;) {
    const socket = await connect(url, addresses, watch, signal);
    try {
      const answer = await sendRequest(url, socket, headers, watch, signal);
      record.status = answer.status;
      const next = redirectOf(policy, url, answer);
      if (next === undefined) return await readBody(options, url, answer, record);
      record.redirects.push({ status: answer.status, to: options.redactor.redact(printable(next)) });
      if (record.redirects.length > policy.followRedirects) {
        throw new ProbeFailureError("too-many-redirects", `redirected more than ${policy.followRedirects} times`);
      }
      const problem = options.reach.problemWith(next, url);
      if (problem !== undefined) throw badRedirect(answer.status, next.href, problem);
      // After a redirect to another origin the headers stay removed, even on the way back: that origin must not decide where they are sent.
      if (next.origin !== firstOrigin) headers = [];
      watch.nextHop();
      // The same host keeps its address, so that one observation describes one machine.
      const found =
        next.hostname === options.url.hostname ? { ms: 0, addresses: [address] } : await addressesOf(next, signal);
      watch.resolved(found.ms);
      const judged = options.reach.usable(next, found.addresses);
      if ("problem" in judged) throw badRedirect(answer.status, next.href, judged.problem);
      addresses = judged.addresses;
      url = next;
    } finally {
      socket.destroy();
    }
  }
}

const FOLLOWED = new Set([301, 302, 303, 307, 308]);

/** The next URL; undefined if this answer is the final one. */
function redirectOf(policy: Policy, from: URL, { status, location }: Answer): URL | undefined {
  if (!FOLLOWED.has(status) || location === undefined || policy.followRedirects === 0) return undefined;
  if (isExpectedStatus(policy.expectedStatus, status)) return undefined;
  const to = URL.parse(location, from.href);
  if (to === null || !/^https?:$/.test(to.protocol)) throw badRedirect(status, location, "is not an http(s) URL");
  return to;
}

/** `problem` follows "which". */
function badRedirect(status: number, location: string, problem: string): ProbeFailureError {
  const to = cut(withoutCredentials(location), 200);
  return new ProbeFailureError("bad-redirect", `status ${status} redirects to \`${to}\`, which ${problem}`);
}

function printable(url: URL): string {
  const shown = new URL(url);
  shown.username = "";
  shown.password = "";
  return shown.href;
}

async function readBody(options: VisitOptions, url: URL, answer: Answer, record: VisitRecord): Promise<void> {
  const { policy, redactor, clock } = options;
  const isShown = options.shownOrigins.has(url.origin);
  const asJson = policy.expectedJson.length > 0 && isExpectedStatus(policy.expectedStatus, answer.status);
  const sent = await answer.body(
    asJson ? { as: "complete", bytes: MAX_JSON_BYTES } : { as: "sample", bytes: SHOWN_BYTES + redactor.margin },
    clock,
  );
  const bytes = decompressed(sent, answer.coding, MAX_JSON_BYTES);
  if (bytes === undefined)
    throw new ProbeFailureError("body-too-long", `the body is longer than ${MAX_JSON_BYTES} bytes after decompression`);
  if (isShown)
    record.body = firstBytes(redactor.redact(bytes.subarray(0, SHOWN_BYTES + redactor.margin).toString("utf8")));
  const document = asJson ? parseJson(bytes) : undefined;
  if (document === undefined) return;
  record.json = policy.expectedJson.map((wanted) => {
    const finding = findJson(document, wanted);
    const { text, ...untold } = finding;
    return text === undefined || !isShown ? untold : { ...finding, text: redactor.redact(text) };
  });
}

/** `stream` leaves out a character that the cut splits, instead of replacing it. */
const firstBytes = (text: string): string =>
  new TextDecoder().decode(Buffer.from(text).subarray(0, SHOWN_BYTES), { stream: true });

/** `undefined` if it is not valid JSON. */
function parseJson(bytes: Buffer): unknown {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch {
    return undefined;
  }
}
