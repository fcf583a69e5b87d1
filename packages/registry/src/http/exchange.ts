// One HTTP request and its response, redirects included. Uses the global fetch, or node:http for a body that is a stream.
// Does not authenticate and does not retry: the caller does both.
import { connectionError } from "./connection-error.ts";
import { requireEncrypted } from "./endpoint.ts";
import { RegistryError } from "./error.ts";
import type { StallTimer } from "./stall.ts";
import { sendStream } from "./streaming.ts";

export type OutgoingRequest = {
  readonly method: Method;
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Body;
};

export type Method = "GET" | "HEAD" | "POST" | "PUT" | "PATCH" | "DELETE";

/** Bytes in memory can be sent again, a stream cannot. */
export type Body = Uint8Array<ArrayBuffer> | AsyncIterable<Uint8Array>;

const MAX_REDIRECTS = 5;
const REDIRECTS = new Set([301, 302, 303, 307, 308]);

/** Resolves once the response headers are there, whatever the status. The caller must read or cancel the body. */
export async function exchange(outgoing: OutgoingRequest, stallTimer: StallTimer): Promise<Response> {
  let { url, headers } = outgoing;
  for (let hop = 0; ; hop++) {
    const response = await sendOnce({ ...outgoing, url, headers }, stallTimer);
    const location = response.headers.get("location");
    const follows = outgoing.method === "GET" || outgoing.method === "HEAD";
    if (!REDIRECTS.has(response.status) || location === null || !follows) return response;
    await response.body?.cancel();
    if (hop === MAX_REDIRECTS) throw tooManyRedirects(outgoing.url);
    const target = requireEncrypted(new URL(location, url), url.host);
    headers = headersFor(target, url, headers);
    url = target;
  }
}

/** The headers that may be sent to `target`: credentials are only sent to the origin they were meant for. */
export function headersFor(
  target: URL,
  origin: URL,
  headers: Readonly<Record<string, string>>,
): Record<string, string> {
  const { authorization, ...others } = headers;
  return authorization === undefined || target.origin !== origin.origin ? others : { ...others, authorization };
}

async function sendOnce(outgoing: OutgoingRequest, stallTimer: StallTimer): Promise<Response> {
  const { method, url, headers, body } = outgoing;
  if (body !== undefined && !(body instanceof Uint8Array)) {
    return sendStream({ method, url, headers, body }, stallTimer);
  }
  stallTimer.reset();
  try {
    const sent = body === undefined ? {} : { body };
    return await fetch(url, { method, headers, redirect: "manual", signal: stallTimer.signal, ...sent });
  } catch (error) {
    throw connectionError(error, url.host, stallTimer.signal);
  }
}

function tooManyRedirects(url: URL): RegistryError {
  return new RegistryError({
    reason: "rejected",
    message: `${url.host} redirects more than ${MAX_REDIRECTS} times.`,
    state: "Nothing was changed.",
    next: "Check the registry's host: a sign-in page in front of it redirects like this.",
  });
}
