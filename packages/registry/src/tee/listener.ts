// The tee's side of HTTP: who may come in, reading a request, and giving an answer even while the engine is still sending.
import { createHash, timingSafeEqual } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Credentials } from "../auth/credentials.ts";
import { errorBody, Refusal, refusalFor } from "./refusal.ts";
import type { Answer, Request } from "./requests.ts";
import { routeOf } from "./route.ts";

export type ListenerOptions = {
  readonly repository: string;
  readonly credentials: Credentials;
  answer(request: Request): Promise<Answer>;
  /** Hears what the engine is told went wrong, with the error behind it. */
  refused(refusal: Refusal): void;
  /** Hears of every request as it is answered. */
  answered(line: string): void;
};

/** How long an engine that is still sending may go on after its answer, so that it reads it before the line is cut. */
const LINGER_MS = 500;

/** A listener for node:http servers. */
export function listener(house: ListenerOptions): (request: IncomingMessage, response: ServerResponse) => void {
  const expected = fingerprint(`Basic ${btoa(`${house.credentials.username}:${house.credentials.password}`)}`);
  const isKnown = ({ headers }: IncomingMessage): boolean =>
    timingSafeEqual(fingerprint(headers.authorization ?? ""), expected);

  return async (request, response) => {
    // A line that breaks ends the reading of its request, and that is where it is dealt with.
    request.on("error", () => {});
    response.on("error", () => {});
    const { method = "" } = request;
    let what = "request";
    try {
      const route = routeOf(request.url ?? "/", house.repository);
      what = route.kind;
      if (!isKnown(request)) throw new Refusal(401, "UNAUTHORIZED", "authentication required");
      const answer = await house.answer({ ...contents(request), method, route });
      house.answered(`${method} ${what} -> ${answer.status}`);
      give(answer, request, response);
    } catch (error) {
      const refusal = refusalFor(error);
      house.answered(`${method} ${what} -> ${refusal.status} ${refusal.message}`);
      house.refused(refusal);
      const challenge = refusal.status === 401 && { "www-authenticate": 'Basic realm="tee"' };
      const headers = { "content-type": "application/json", ...challenge };
      give({ status: refusal.status, headers, body: errorBody(refusal) }, request, response);
    }
  };
}

/** Of equal length whatever was sent, so that comparing it tells nothing. */
function fingerprint(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}

function contents(request: IncomingMessage): Omit<Request, "method" | "route"> {
  const { "content-length": length, "content-range": range, "content-type": type = "" } = request.headers;
  const [, start] = /^(?:bytes )?(\d+)-/.exec(range ?? "") ?? [];
  return {
    bytes: sentBy(request),
    length: length === undefined ? undefined : Number(length),
    contentType: type,
    offset: start === undefined ? undefined : Number(start),
  };
}

async function* sentBy(request: IncomingMessage): AsyncGenerator<Uint8Array> {
  try {
    yield* request.iterator({ destroyOnReturn: false });
  } catch {
    // Nobody is there any more to be told; why the engine hung up is in its own words.
    throw new Refusal(400, "BLOB_UPLOAD_INVALID", "the engine ended its request too early");
  }
}

function give({ status, headers = {}, body = "" }: Answer, request: IncomingMessage, response: ServerResponse): void {
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
  const timer = setTimeout(end, LINGER_MS);
  request.once("close", () => clearTimeout(timer));
  request.once("end", end);
  request.resume();
}

function isSending({ complete, headers }: IncomingMessage): boolean {
  return !complete && (headers["transfer-encoding"] !== undefined || Number(headers["content-length"] ?? 0) > 0);
}
