// One HTTP/1.1 request on a connection of its own, and as much of the answer as is asked for (RFC 9112).
import { isUtf8 } from "node:buffer";
import { once } from "node:events";
import { request as beginRequest, type IncomingMessage } from "node:http";
import type { Socket } from "node:net";
import type { Clock } from "@deploy-actions/contract";
import type { Headers } from "./headers.ts";
import { Troubled } from "./probe-failure.ts";
import type { Stopwatch } from "./stopwatch.ts";

export interface Answer {
  readonly status: number;
  readonly location: string | undefined;
  /** Content-Encoding. */
  readonly coding: string | undefined;
  /** Reads the body; to be called once, before the socket is ended. */
  body(reading: Reading, clock: Clock): Promise<Buffer>;
}

/** `whole`: to its end, and it is an error if it is longer than `bytes`. `sample`: at most that much, and of a slow one what has come after a second. */
interface Reading {
  readonly as: "whole" | "sample";
  readonly bytes: number;
}

const SAMPLE_PATIENCE_MS = 1000;

/** Sends GET and waits for status and headers. @throws what the system or the parser says, or the signal's reason */
export async function ask(
  url: URL,
  socket: Socket,
  headers: Headers,
  watch: Stopwatch,
  signal: AbortSignal,
): Promise<Answer> {
  watch.begin("first-byte");
  // No agent, and a connection that exists already: nothing is pooled, so the answer comes from what listens there now.
  const request = beginRequest({
    createConnection: () => socket,
    path: `${url.pathname}${url.search}`,
    setHost: false,
    headers: requestHeaders(url, headers),
  });
  request.on("error", () => {});
  request.once("socket", (used) => used.once("data", () => watch.end("first-byte")));
  request.end();
  const unasked = once(request, "upgrade", { signal }).then(() => {
    throw new Troubled("not-http", "it changed the protocol without being asked to");
  });
  const [response]: IncomingMessage[] = await Promise.race([once(request, "response", { signal }), unasked]);
  if (response?.statusCode === undefined) throw new Troubled("not-http", "an answer without a status");
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

/** Node reads header bytes as Latin-1; a Location with raw characters in it is nearly always UTF-8, and browsers read it so. */
function asUtf8(text: string | undefined): string | undefined {
  const bytes = Buffer.from(text ?? "", "latin1");
  return text !== undefined && isUtf8(bytes) ? bytes.toString("utf8") : text;
}

/** Ours first; one of the caller's with the same name replaces it. A cache on the way must not answer for the application. */
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
  const stopTimer = as === "sample" ? clock.after(SAMPLE_PATIENCE_MS, done) : undefined;
  signal.addEventListener("abort", stopped, { once: true });
  response.on("data", (chunk: Buffer) => {
    chunks.push(chunk);
    size += chunk.length;
    if (size <= bytes) return;
    if (as === "sample") done();
    else reject(new Troubled("body-too-long", `the body is longer than ${bytes} bytes`));
  });
  response.on("end", done);
  response.on("error", reject);
  return promise.finally(() => {
    stopTimer?.();
    signal.removeEventListener("abort", stopped);
    response.destroy();
  });
}
