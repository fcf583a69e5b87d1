// Sends one request whose body is a stream, over node:http. Writes as fast as the other side accepts, does not count
// waiting for the source as a stall, and stops at an error response that arrives before the end of the body.
import { type ClientRequest, request as httpRequest, type IncomingMessage } from "node:http";
import { request as httpsRequest } from "node:https";
import { Readable } from "node:stream";
import { connectionError } from "./connection-error.ts";
import { type StallTimer, storageFactor } from "./stall.ts";

export type StreamedRequest = {
  readonly method: string;
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  /** Not closed by this function. Its owner ends it once the response is there. */
  readonly body: AsyncIterable<Uint8Array>;
};

/** Bytes buffered ahead of the connection, so that it does not idle between two chunks. */
const MAX_BUFFERED = 256 * 1024;
const MAX_EARLY_RESPONSE = 64 * 1024;
/** Statuses whose responses may not have a body, not even an empty one. */
const WITHOUT_BODY = new Set([204, 205, 304]);

/** Resolves with the response. Throws a {@link RegistryError}, or what the source threw. */
export async function sendStream(
  { method, url, headers, body }: StreamedRequest,
  stallTimer: StallTimer,
): Promise<Response> {
  const open = url.protocol === "https:" ? httpsRequest : httpRequest;
  const request = open(url, { method, headers, signal: stallTimer.signal });
  const response = new Promise<IncomingMessage>((resolve, reject) => {
    request.once("response", resolve);
    request.on("error", reject);
    request.once("close", () => reject(connectionLost()));
  });
  let refused = false;
  let sourceFailure: { readonly error: unknown } | undefined;
  const sending = write(request, body, stallTimer, () => refused).catch((error: unknown) => {
    sourceFailure = { error };
    request.destroy();
  });
  try {
    const incoming = await response;
    refused = (incoming.statusCode ?? 500) >= 300;
    if (refused && !request.writableEnded) return await earlyResponse(incoming, request);
    // A registry may respond as soon as it has the last announced byte, before this side has ended the request.
    await sending;
    if (!request.writableEnded) throw connectionLost();
    return asResponse(incoming);
  } catch (error) {
    request.destroy();
    throw sourceFailure === undefined ? connectionError(error, url.host, stallTimer.signal) : sourceFailure.error;
  }
}

async function write(
  request: ClientRequest,
  body: AsyncIterable<Uint8Array>,
  stallTimer: StallTimer,
  isRefused: () => boolean,
): Promise<void> {
  let sent = 0;
  stallTimer.pause();
  for await (const chunk of body) {
    if (isRefused() || request.destroyed) return;
    stallTimer.reset();
    sent += chunk.byteLength;
    if (!request.write(chunk) && request.writableLength > MAX_BUFFERED) await drained(request);
    stallTimer.pause();
  }
  if (isRefused() || request.destroyed) return;
  stallTimer.extend(storageFactor(sent));
  request.end();
}

function connectionLost(): Error {
  return Object.assign(new Error("the connection was closed"), { code: "CONNECTION_LOST" });
}

function drained(request: ClientRequest): Promise<void> {
  if (request.destroyed) return Promise.resolve();
  return new Promise((resolve) => {
    const done = (): void => {
      request.off("drain", done);
      request.off("close", done);
      request.off("response", done);
      resolve();
    };
    request.on("drain", done);
    request.on("close", done);
    request.on("response", done);
  });
}

function asResponse(incoming: IncomingMessage): Response {
  const { statusCode: status = 502 } = incoming;
  if (!WITHOUT_BODY.has(status)) {
    return new Response(Readable.toWeb(incoming), { status, headers: headersOf(incoming) });
  }
  incoming.resume();
  return new Response(null, { status, headers: headersOf(incoming) });
}

/** An error response before the end of the upload. Its body is read, then the connection is closed: it cannot be reused. */
async function earlyResponse(incoming: IncomingMessage, request: ClientRequest): Promise<Response> {
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of incoming) {
      chunks.push(chunk);
      size += chunk.byteLength;
      if (size > MAX_EARLY_RESPONSE) break;
    }
  } catch {
    // The status says more than the rest of its explanation.
  }
  request.destroy();
  const { statusCode: status = 502 } = incoming;
  const body = WITHOUT_BODY.has(status) ? null : Buffer.concat(chunks);
  return new Response(body, { status, headers: headersOf(incoming) });
}

function headersOf({ headersDistinct }: IncomingMessage): Headers {
  const headers = new Headers();
  for (const [name, values] of Object.entries(headersDistinct)) {
    for (const value of values ?? []) headers.append(name, value);
  }
  return headers;
}
