// Sends one request whose body is a stream, over node:http: written as fast as the other side takes it, with waiting for
// the source told apart from waiting for the registry, and stopped by a refusal that comes before the end.
import { type ClientRequest, type IncomingMessage, request as overHttp } from "node:http";
import { request as overHttps } from "node:https";
import { Readable } from "node:stream";
import { connectionError } from "./connection-error.ts";
import { type StallTimer, storageFactor } from "./stall.ts";

export type Streamed = {
  readonly method: string;
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  /** Not closed by this function: who made it ends it when the answer is there. */
  readonly body: AsyncIterable<Uint8Array>;
};

/** Bytes written ahead of the connection, so that it never runs dry between two chunks. */
const MOST_WAITING = 256 * 1024;
const MOST_OF_AN_EARLY_ANSWER = 64 * 1024;
/** Answers that may have no body, not even an empty one. */
const BODILESS = new Set([204, 205, 304]);

/** Resolves with the answer. Waiting for the source does not count as silence. Throws {@link RegistryError}, or what the source threw. */
export async function sendStream({ method, url, headers, body }: Streamed, guard: StallTimer): Promise<Response> {
  const open = url.protocol === "https:" ? overHttps : overHttp;
  const request = open(url, { method, headers, signal: guard.signal });
  const answer = new Promise<IncomingMessage>((resolve, reject) => {
    request.once("response", resolve);
    request.on("error", reject);
    request.once("close", () => reject(lost()));
  });
  let refused = false;
  let broken: { readonly error: unknown } | undefined;
  const sending = write(request, body, guard, () => refused).catch((error: unknown) => {
    broken = { error };
    request.destroy();
  });
  try {
    const incoming = await answer;
    refused = (incoming.statusCode ?? 500) >= 300;
    if (refused && !request.writableEnded) return await early(incoming, request);
    // A registry may say yes as soon as it has the last byte it was promised, before this side has ended.
    await sending;
    if (!request.writableEnded) throw lost();
    return whole(incoming);
  } catch (error) {
    request.destroy();
    throw broken === undefined ? connectionError(error, url.host, guard.signal) : broken.error;
  }
}

async function write(
  request: ClientRequest,
  body: AsyncIterable<Uint8Array>,
  guard: StallTimer,
  isRefused: () => boolean,
): Promise<void> {
  let sent = 0;
  guard.rest();
  for await (const chunk of body) {
    if (isRefused() || request.destroyed) return;
    guard.touch();
    sent += chunk.byteLength;
    if (!request.write(chunk) && request.writableLength > MOST_WAITING) await drained(request);
    guard.rest();
  }
  if (isRefused() || request.destroyed) return;
  guard.extend(storageFactor(sent));
  request.end();
}

function lost(): Error {
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

function whole(incoming: IncomingMessage): Response {
  const { statusCode: status = 502 } = incoming;
  if (!BODILESS.has(status)) return new Response(Readable.toWeb(incoming), { status, headers: headersOf(incoming) });
  incoming.resume();
  return new Response(null, { status, headers: headersOf(incoming) });
}

/** A refusal in the middle: its words are read, then the connection, which can serve nothing else, is closed. */
async function early(incoming: IncomingMessage, request: ClientRequest): Promise<Response> {
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of incoming) {
      chunks.push(chunk);
      size += chunk.byteLength;
      if (size > MOST_OF_AN_EARLY_ANSWER) break;
    }
  } catch {
    // The status says more than the rest of its explanation.
  }
  request.destroy();
  const { statusCode: status = 502 } = incoming;
  const words = BODILESS.has(status) ? null : Buffer.concat(chunks);
  return new Response(words, { status, headers: headersOf(incoming) });
}

function headersOf({ headersDistinct }: IncomingMessage): Headers {
  const headers = new Headers();
  for (const [name, values] of Object.entries(headersDistinct)) {
    for (const value of values ?? []) headers.append(name, value);
  }
  return headers;
}
