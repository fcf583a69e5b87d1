// One HTTP exchange over the global fetch (a body that is a stream goes its own way): limited silence, redirects followed by our own rules, faults in plain words.
// No authentication and no second attempt; those are the caller's.

import { connectionError } from "./connection-error.ts";
import { trusted } from "./endpoint.ts";
import { RegistryError } from "./error.ts";
import type { StallTimer } from "./stall.ts";
import { sendStream } from "./streaming.ts";

export type Outgoing = {
  readonly method: Method;
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Body;
};

export type Method = "GET" | "HEAD" | "POST" | "PUT" | "PATCH" | "DELETE";

/** Bytes at hand can be sent again, a stream cannot. */
export type Body = Uint8Array<ArrayBuffer> | AsyncIterable<Uint8Array>;

const MOST_REDIRECTS = 5;
const REDIRECTS = new Set([301, 302, 303, 307, 308]);

/** Sends the request and resolves with the answer's head, whatever its status; the body is still to be read or cancelled. */
export async function exchange(outgoing: Outgoing, guard: StallTimer): Promise<Response> {
  let { url, headers } = outgoing;
  for (let hop = 0; ; hop++) {
    const answer = await once({ ...outgoing, url, headers }, guard);
    const location = answer.headers.get("location");
    const follows = outgoing.method === "GET" || outgoing.method === "HEAD";
    if (!REDIRECTS.has(answer.status) || location === null || !follows) return answer;
    await answer.body?.cancel();
    if (hop === MOST_REDIRECTS) throw endless(outgoing.url);
    const target = trusted(new URL(location, url), url.host);
    headers = headersFor(target, url, headers);
    url = target;
  }
}

/** What may be sent to `target`: a credential stays with the origin it was made for. */
export function headersFor(
  target: URL,
  origin: URL,
  headers: Readonly<Record<string, string>>,
): Record<string, string> {
  const { authorization, ...others } = headers;
  return authorization === undefined || target.origin !== origin.origin ? others : { ...others, authorization };
}

async function once(outgoing: Outgoing, guard: StallTimer): Promise<Response> {
  const { method, url, headers, body } = outgoing;
  if (body !== undefined && !(body instanceof Uint8Array)) return sendStream({ method, url, headers, body }, guard);
  guard.touch();
  try {
    const sent = body === undefined ? {} : { body };
    return await fetch(url, { method, headers, redirect: "manual", signal: guard.signal, ...sent });
  } catch (error) {
    throw connectionError(error, url.host, guard.signal);
  }
}

function endless(url: URL): RegistryError {
  return new RegistryError({
    reason: "rejected",
    message: `${url.host} redirects more than ${MOST_REDIRECTS} times.`,
    state: "Nothing was changed.",
    next: "Check the host of the registry; a sign-in page in front of it redirects like this.",
  });
}
