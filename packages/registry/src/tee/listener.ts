// The tee's HTTP side: checks the credentials, reads requests, and can respond while the engine is still sending.
import { createHash, timingSafeEqual } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Clock } from "@deploy-actions/contract";
import type { Credentials } from "../auth/credentials.ts";
import { errorBody, Refusal, refusalFor } from "./refusal.ts";
import type { TeeRequest, TeeResponse } from "./requests.ts";
import { routeOf } from "./route.ts";

export type ListenerOptions = {
  readonly repository: string;
  readonly credentials: Credentials;
  readonly clock: Clock;
  handle(request: TeeRequest): Promise<TeeResponse>;
  /** Called with every error response, whose cause is the error behind it. */
  onRefusal(refusal: Refusal): void;
  /** Called with a line for every response. */
  onResponse(line: string): void;
};

/** How long an engine may go on sending after an early response, so that it reads it before the connection is closed. */
const LINGER_MS = 500;

/** A listener for node:http servers. */
export function listener(options: ListenerOptions): (request: IncomingMessage, response: ServerResponse) => void {
  const { repository, credentials, clock, handle, onRefusal, onResponse } = options;
  const expected = fingerprint(`Basic ${btoa(`${credentials.username}:${credentials.password}`)}`);
  const isAuthorized = ({ headers }: IncomingMessage): boolean =>
    timingSafeEqual(fingerprint(headers.authorization ?? ""), expected);

  return async (request, response) => {
    // A broken connection ends the reading of its request, which is where it is handled.
    request.on("error", () => {});
    response.on("error", () => {});
    const { method = "" } = request;
    let kind = "request";
    try {
      const route = routeOf(request.url ?? "/", repository);
      kind = route.kind;
      if (!isAuthorized(request)) throw new Refusal(401, "UNAUTHORIZED", "authentication required");
      const answer = await handle({ ...contents(request), method, route });
      onResponse(`${method} ${kind} -> ${answer.status}`);
      respond(answer, request, response, clock);
    } catch (error) {
      const refusal = refusalFor(error);
      onResponse(`${method} ${kind} -> ${refusal.status} ${refusal.message}`);
      onRefusal(refusal);
      const challenge = refusal.status === 401 && { "www-authenticate": 'Basic realm="tee"' };
      const headers = { "content-type": "application/json", ...challenge };
      respond({ status: refusal.status, headers, body: errorBody(refusal) }, request, response, clock);
    }
  };
}

/** A hash has the same length whatever was sent, so comparing it in constant time reveals nothing. */
function fingerprint(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}

function contents(request: IncomingMessage): Omit<TeeRequest, "method" | "route"> {
  const { "content-length": length, "content-range": range, "content-type": type = "" } = request.headers;
  const [, start] = /^(?:bytes )?(\d+)-/.exec(range ?? "") ?? [];
  return {
    bytes: bodyOf(request),
    length: length === undefined ? undefined : Number(length),
    contentType: type,
    offset: start === undefined ? undefined : Number(start),
  };
}

async function* bodyOf(request: IncomingMessage): AsyncGenerator<Uint8Array> {
  try {
    yield* request.iterator({ destroyOnReturn: false });
  } catch {
    // There is nobody left to respond to. The engine's own output says why it closed the connection.
    throw new Refusal(400, "BLOB_UPLOAD_INVALID", "the engine ended its request too early");
  }
}

function respond(answer: TeeResponse, request: IncomingMessage, response: ServerResponse, clock: Clock): void {
  const { status, headers = {}, body = "" } = answer;
  const length = { "content-length": String(Buffer.byteLength(body)) };
  const hasBody = request.method !== "HEAD" && status !== 204;
  if (!isSending(request)) {
    response.writeHead(status, { ...(status !== 204 && length), ...headers });
    response.end(hasBody ? body : undefined);
    return;
  }
  response.writeHead(status, { ...length, ...headers, connection: "close" });
  response.write(body);
  const end = (): void => void response.end();
  const cancel = clock.after(LINGER_MS, end);
  request.once("close", cancel);
  request.once("end", end);
  request.resume();
}

function isSending({ complete, headers }: IncomingMessage): boolean {
  return !complete && (headers["transfer-encoding"] !== undefined || Number(headers["content-length"] ?? 0) > 0);
}
