// Reads a response body into memory, up to a limit, and turns a broken connection into a RegistryError.
import { connectionError } from "./connection-error.ts";
import { RegistryError } from "./error.ts";
import type { HttpResponse } from "./response.ts";
import type { StallTimer } from "./stall.ts";

const LONGEST_ERROR_BODY = 64 * 1024;
/** Fewer bytes than this do not restart the time limit, or a server that sends one at a time could go on for days. */
const SLOWEST_PROGRESS = 64 * 1024;

/** The whole body. Throws a {@link RegistryError} if it is longer than `limit` bytes or the connection breaks. */
export async function readBody(
  response: HttpResponse,
  limit: number,
  stallTimer: StallTimer,
): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  let counted = 0;
  try {
    for await (const chunk of response.body) {
      chunks.push(chunk);
      size += chunk.byteLength;
      if (size > limit) throw tooLarge(response.url.host, limit);
      if (size < counted + SLOWEST_PROGRESS) continue;
      counted = size;
      stallTimer.reset();
    }
  } catch (error) {
    throw connectionError(error, response.url.host, stallTimer.signal);
  }
  const body = new Uint8Array(size);
  let at = 0;
  for (const chunk of chunks) {
    body.set(chunk, at);
    at += chunk.byteLength;
  }
  return body;
}

/** The body of an error response as text. Never throws, because the status matters more than its explanation. */
export async function readErrorBody(response: HttpResponse, stallTimer: StallTimer): Promise<string> {
  try {
    return new TextDecoder().decode(await readBody(response, LONGEST_ERROR_BODY, stallTimer));
  } catch {
    return "";
  }
}

function tooLarge(host: string, limit: number): RegistryError {
  return new RegistryError({
    reason: "rejected",
    message: `${host} sent more than ${limit} bytes where a small document was expected.`,
    state: "Nothing was changed.",
    next: "Check that the reference names an image and that the host is a registry.",
  });
}
