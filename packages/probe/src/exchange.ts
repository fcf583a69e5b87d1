// Sends one HTTP/1.1 request on its own connection and reads as much of the answer as needed (RFC 9112).
import { isUtf8 } from "node:buffer";
import { once } from "node:events";
import { request as beginRequest, type ClientRequest, type IncomingMessage } from "node:http";
import type { Socket } from "node:net";
import type { Clock } from "@deploy-actions/contract";
import type { Headers } from "./headers.ts";
import { ProbeFailureError } from "./probe-failure.ts";
import type { Stopwatch } from "./stopwatch.ts";

export interface Answer {
  readonly status: number;
  readonly location: string | undefined;
  /** Content-Encoding. */
  readonly coding: string | undefined;
  /** Call once, before the socket is closed. */
  body(reading: Reading, clock: Clock): Promise<Buffer>;
}

/** `complete`: the full body; longer than `bytes` is an error. `sample`: at most `bytes`, or what has arrived after one second. */
interface Reading {
  readonly as: "complete" | "sample";
  readonly bytes: number;
}

const SAMPLE_TIMEOUT_MS = 1000;
/** Interim answers (RFC 9110, section 15.2) before the final one. A real server sends one or two. */
const MAX_INTERIM = 20;

/** Sends GET and waits for status and headers. @throws the system's or the parser's error, or the signal's reason */
export async function sendRequest(
  url: URL,
  socket: Socket,
  headers: Headers,
  watch: Stopwatch,
  signal: AbortSignal,
): Promise<Answer> {
  watch.begin("first-byte");
  // No agent and no pooling: the answer comes from the server that listens there now.
  const request = beginRequest({
    createConnection: () => socket,
    path: `${url.pathname}${url.search}`,
    setHost: false,
    headers: requestHeaders(url, headers),
  });
  request.on("error", () => {});
  request.once("socket", (used) => used.once("data", () => watch.end("first-byte")));
  request.end();
  const upgraded = once(request, "upgrade", { signal }).then(() => {
    throw new ProbeFailureError("not-http", "it switched protocols without a request to do so");
  });
  const interim = tooManyInterim(request);
  const [response]: IncomingMessage[] = await Promise.race([once(request, "response", { signal }), upgraded, interim]);
  if (response?.statusCode === undefined) throw new ProbeFailureError("not-http", "the answer has no status");
  return {
    status: response.statusCode,
    location: asUtf8(response.headers.location),
    coding: response.headers["content-encoding"],
    body: (reading, clock) => {
      watch.begin("body");
      return read(response, reading, signal, clock);
    },
  };
}

/** Rejects once there are more interim answers than {@link MAX_INTERIM}, which Node itself does not limit. */
function tooManyInterim(request: ClientRequest): Promise<never> {
  let seen = 0;
  return new Promise((_, reject) => {
    request.on("information", () => {
      seen += 1;
      if (seen <= MAX_INTERIM) return;
      request.destroy();
      reject(new ProbeFailureError("not-http", `it sent more than ${MAX_INTERIM} interim answers and no final one`));
    });
  });
}

/** Node decodes headers as Latin-1, but a Location with non-ASCII bytes is nearly always UTF-8, and browsers decode it as UTF-8. */
function asUtf8(text: string | undefined): string | undefined {
  const bytes = Buffer.from(text ?? "", "latin1");
  return text !== undefined && isUtf8(bytes) ? bytes.toString("utf8") : text;
}

/** Default headers, which the caller's headers override by name. `no-cache`, because the application must answer, not a cache. */
function requestHeaders(url: URL, headers: Headers): Record<string, string[]> {
  const all: Record<string, string[]> = {
    host: [url.host],
    accept: ["*/*"],
    "user-agent": ["deploy-actions-health-check"],
    "cache-control": ["no-cache"],
  };
  const given = Map.groupBy(headers, ([name]) => name.toLowerCase());
  for (const [name, lines] of given) all[name] = lines.map(([, value]) => value);
  return { ...all, connection: ["close"] };
}

function read(response: IncomingMessage, { as, bytes }: Reading, signal: AbortSignal, clock: Clock): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  const { promise, resolve, reject } = Promise.withResolvers<Buffer>();
  const done = () => resolve(Buffer.concat(chunks).subarray(0, bytes));
  const stopped = () => reject(signal.reason);
  const stopTimer = as === "sample" ? clock.after(SAMPLE_TIMEOUT_MS, done) : undefined;
  signal.addEventListener("abort", stopped, { once: true });
  response.on("data", (chunk: Buffer) => {
    chunks.push(chunk);
    size += chunk.length;
    if (size <= bytes) return;
    if (as === "sample") done();
    else reject(new ProbeFailureError("body-too-long", `the body is longer than ${bytes} bytes`));
  });
  response.on("end", done);
  response.on("error", reject);
  return promise.finally(() => {
    stopTimer?.();
    signal.removeEventListener("abort", stopped);
    response.destroy();
  });
}
