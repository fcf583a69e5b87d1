// A response whose headers are there and whose body is still to be read. Content codings are removed, as `fetch` does: some object stores
// and proxies compress what they send although no coding is requested.
import type { IncomingMessage } from "node:http";
import { pipeline, type Readable } from "node:stream";
import { constants, createBrotliDecompress, createGunzip, createInflate, createZstdDecompress } from "node:zlib";

export type HttpResponse = {
  /** The URL that responded, after redirects. */
  readonly url: URL;
  readonly status: number;
  readonly headers: Headers;
  /** Read it once, or call {@link discard}. */
  readonly body: AsyncIterable<Uint8Array>;
  /** Ends the response without its body. Keeps the connection for reuse if little is left of it. */
  discard(): void;
};

const LONGEST_DISCARDED_BODY = 64 * 1024;
const LONGEST_DISCARD_MS = 1000;
/** Statuses whose responses have no body. */
const WITHOUT_BODY = new Set([204, 205, 304]);

export function responseFrom(incoming: IncomingMessage, url: URL, method: string): HttpResponse {
  const { statusCode: status = 502 } = incoming;
  // A reader of the body gets the error. There may be none when the connection breaks.
  incoming.on("error", () => {});
  const isEmpty = method === "HEAD" || WITHOUT_BODY.has(status);
  return {
    url,
    status,
    headers: headersOf(incoming),
    body: isEmpty ? incoming : decoded(incoming),
    discard: () => void (isEmpty ? incoming.resume() : discard(incoming)),
  };
}

/** A response with a body that was read already. */
export function completeResponse(incoming: IncomingMessage, url: URL, body: Uint8Array): HttpResponse {
  const { statusCode: status = 502 } = incoming;
  return { url, status, headers: headersOf(incoming), body: only(body), discard: () => {} };
}

async function* only(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

function headersOf({ headersDistinct }: IncomingMessage): Headers {
  const headers = new Headers();
  for (const [name, values] of Object.entries(headersDistinct)) {
    for (const value of values ?? []) headers.append(name, value);
  }
  return headers;
}

/** The body without its coding, or as it is if the coding is unknown or there are several. */
function decoded(incoming: IncomingMessage): Readable {
  const decoder = decoderFor(incoming.headers["content-encoding"]?.trim().toLowerCase());
  return decoder === undefined ? incoming : pipeline(incoming, decoder, () => {});
}

function decoderFor(coding: string | undefined) {
  const flushed = { flush: constants.Z_SYNC_FLUSH, finishFlush: constants.Z_SYNC_FLUSH };
  switch (coding) {
    case "gzip":
    case "x-gzip":
      return createGunzip(flushed);
    case "deflate":
      return createInflate(flushed);
    case "br":
      return createBrotliDecompress();
    case "zstd":
      return createZstdDecompress();
    default:
      return undefined;
  }
}

function discard(incoming: IncomingMessage): void {
  let left = LONGEST_DISCARDED_BODY;
  const stop = setTimeout(() => incoming.destroy(), LONGEST_DISCARD_MS).unref();
  incoming.once("close", () => clearTimeout(stop));
  incoming.on("data", (chunk: Buffer) => {
    left -= chunk.byteLength;
    if (left < 0) incoming.destroy();
  });
}
