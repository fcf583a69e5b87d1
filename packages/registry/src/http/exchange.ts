// One HTTP request and its response, redirects included. Does not authenticate and does not retry: the caller does both.
import { connectionError } from "./connection-error.ts";
import { RegistryError } from "./error.ts";
import type { Network } from "./network.ts";
import { type HttpResponse, responseFrom } from "./response.ts";
import type { StallTimer } from "./stall.ts";
import { awaitResponse, sendStream } from "./streaming.ts";

export type OutgoingRequest = {
  readonly method: Method;
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Body;
  /** Whether redirects are followed. Default: those of GET and HEAD. */
  readonly follows?: boolean;
};

export type Method = "GET" | "HEAD" | "POST" | "PUT" | "PATCH" | "DELETE";

/** Bytes in memory can be sent again, a stream cannot. */
export type Body = Uint8Array<ArrayBuffer> | AsyncIterable<Uint8Array>;

const MAX_REDIRECTS = 5;
const REDIRECTS = new Set([301, 302, 303, 307, 308]);
const DEFAULT_HEADERS = { accept: "*/*", "accept-encoding": "identity", "user-agent": "deploy-actions" };

/** Resolves once the response headers are there, whatever the status. The caller must read or discard the body. */
export async function exchange(
  outgoing: OutgoingRequest,
  network: Network,
  stallTimer: StallTimer,
): Promise<HttpResponse> {
  const { method, follows = method === "GET" || method === "HEAD" } = outgoing;
  let { url, headers } = outgoing;
  for (let hop = 0; ; hop++) {
    const response = await sendOnce({ ...outgoing, url, headers }, network, stallTimer);
    const location = response.headers.get("location");
    if (!REDIRECTS.has(response.status) || location === null || !follows) return response;
    response.discard();
    if (hop === MAX_REDIRECTS) throw tooManyRedirects(outgoing.url);
    const target = URL.parse(location, url.href);
    if (target === null) throw invalidRedirect(url);
    network.judge(target, url);
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

async function sendOnce(outgoing: OutgoingRequest, network: Network, stallTimer: StallTimer): Promise<HttpResponse> {
  const { method, url, body } = outgoing;
  const request = network.open(url, {
    method,
    headers: { ...DEFAULT_HEADERS, ...outgoing.headers },
    signal: stallTimer.signal,
  });
  if (body !== undefined && !(body instanceof Uint8Array))
    return sendStream(request, { method, url, body }, stallTimer);
  stallTimer.reset();
  const incoming = awaitResponse(request);
  request.end(body);
  try {
    return responseFrom(await incoming, url, method);
  } catch (error) {
    request.destroy();
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

function invalidRedirect(url: URL): RegistryError {
  return new RegistryError({
    reason: "rejected",
    message: `${url.host} redirects to something that is not a URL.`,
    state: "Nothing was changed.",
    next: `Check that ${url.host} is the registry you mean, and what is in front of it.`,
  });
}
