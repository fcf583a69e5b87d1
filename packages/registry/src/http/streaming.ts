// Sends one request whose body is a stream. Writes as fast as the other side accepts, does not count
// waiting for the source as a stall, and stops at an error response that arrives before the end of the body.
import type { ClientRequest, IncomingMessage } from "node:http";
import { connectionError } from "./connection-error.ts";
import { completeResponse, type HttpResponse, responseFrom } from "./response.ts";
import { type StallTimer, storageFactor } from "./stall.ts";

type StreamedRequest = {
  readonly method: string;
  readonly url: URL;
  /** Not closed by this function. Its owner ends it once the response is there. */
  readonly body: AsyncIterable<Uint8Array>;
};

/** Bytes buffered ahead of the connection, so that it does not idle between two chunks. */
const MAX_BUFFERED = 256 * 1024;
const MAX_EARLY_RESPONSE = 64 * 1024;
/** Interim responses (RFC 9110, section 15.2) before the final one, which Node itself does not limit. */
const MAX_INTERIM = 20;

/** Resolves when the headers are there. Rejects if the connection ends before that. */
export function awaitResponse(request: ClientRequest): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    let interim = 0;
    request.on("information", () => {
      interim += 1;
      if (interim > MAX_INTERIM) request.destroy(connectionLost());
    });
    request.once("response", resolve);
    request.on("error", reject);
    request.once("close", () => reject(connectionLost()));
  });
}

/** Sends the body and resolves with the response. Throws a {@link RegistryError}, or what the source threw. */
export async function sendStream(
  request: ClientRequest,
  { method, url, body }: StreamedRequest,
  stallTimer: StallTimer,
): Promise<HttpResponse> {
  const response = awaitResponse(request);
  let refused = false;
  let sourceFailure: { readonly error: unknown } | undefined;
  const sending = write(request, body, stallTimer, () => refused).catch((error: unknown) => {
    sourceFailure = { error };
    request.destroy();
  });
  try {
    const incoming = await response;
    refused = (incoming.statusCode ?? 500) >= 300;
    if (refused && !request.writableEnded) return await earlyResponse(incoming, request, url);
    // A registry may respond as soon as it has the last announced byte, before this side has ended the request.
    await sending;
    if (!request.writableEnded) throw connectionLost();
    return responseFrom(incoming, url, method);
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

/** An error response before the end of the upload. Its body is read, then the connection is closed: it cannot be reused. */
async function earlyResponse(incoming: IncomingMessage, request: ClientRequest, url: URL): Promise<HttpResponse> {
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
  return completeResponse(incoming, url, Buffer.concat(chunks));
}
