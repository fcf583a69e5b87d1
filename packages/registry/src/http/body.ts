// Reads an answer's body into memory, with an upper limit, and tells what went wrong on the way.

import { connectionError } from "./connection-error.ts";
import { RegistryError } from "./error.ts";
import type { StallTimer } from "./stall.ts";

/** All bytes of the body. Throws a {@link RegistryError} when there are more than `limit` or the connection breaks. */
export async function readBody(answer: Response, limit: number, guard: StallTimer): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    for await (const chunk of answer.body ?? []) {
      guard.touch();
      chunks.push(chunk);
      size += chunk.byteLength;
      if (size > limit) throw tooLarge(answer.url, limit);
    }
  } catch (error) {
    throw connectionError(error, hostOf(answer.url), guard.signal);
  }
  const whole = new Uint8Array(size);
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.byteLength;
  }
  return whole;
}

/** The first `limit` bytes of an error answer as text; never throws, since the status matters more than its explanation. */
export async function readExplanation(answer: Response, guard: StallTimer): Promise<string> {
  try {
    return new TextDecoder().decode(await readBody(answer, 64 * 1024, guard));
  } catch {
    return "";
  }
}

function tooLarge(url: string, limit: number): RegistryError {
  return new RegistryError({
    reason: "rejected",
    message: `${hostOf(url)} answered with more than ${limit} bytes where a small document was due.`,
    state: "Nothing was changed.",
    next: "Check that the reference names an image and the host a registry.",
  });
}

function hostOf(url: string): string {
  return URL.parse(url)?.host ?? "the registry";
}
