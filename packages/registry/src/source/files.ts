// Files by name, as a layout or an archive holds them: a folder on the disk, or a tar read by offset.
import type { FileHandle } from "node:fs/promises";
import { RegistryError } from "../http/error.ts";

export type Files = {
  /** What holds them, for messages: `the folder ./image`. */
  readonly describe: string;
  /** The size in bytes, or undefined where there is no such file. Names are relative, with `/`. */
  size(name: string): Promise<number | undefined>;
  /** The file's bytes, a chunk at a time. */
  bytes(name: string): AsyncIterable<Uint8Array>;
  close(): Promise<void>;
};

/** What is asked to be small (manifests, indexes, configurations) is read whole; a layer never is. */
const LARGEST_DOCUMENT = 8 * 1024 * 1024;
const CHUNK = 256 * 1024;

/** The whole of a small file, or undefined where there is none. */
export async function readDocument(files: Files, name: string): Promise<Uint8Array<ArrayBuffer> | undefined> {
  const size = await files.size(name);
  if (size === undefined) return undefined;
  if (size > LARGEST_DOCUMENT) throw damaged(files, `its ${name} has ${size} bytes, which no such document has`);
  const whole = new Uint8Array(size);
  let at = 0;
  for await (const chunk of files.bytes(name)) {
    whole.set(chunk, at);
    at += chunk.byteLength;
  }
  return whole;
}

/** `size` bytes of an open file from `offset`. The file may be read at several places at once. */
export async function* bytesAt(
  handle: FileHandle,
  offset: number,
  size: number,
  short: () => Error,
): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < size; ) {
    const chunk = Buffer.allocUnsafeSlow(Math.min(CHUNK, size - at));
    const { bytesRead } = await handle.read(chunk, 0, chunk.byteLength, offset + at);
    if (bytesRead === 0) throw short();
    at += bytesRead;
    yield chunk.subarray(0, bytesRead);
  }
}

const MAKE_AGAIN =
  "Make the layout or archive again and carry it whole to this job (an artifact, a cache); `docker save` and `docker buildx build --output type=oci,dest=image.tar` write such files.";

/** The error for what is there but not whole. `what` follows the name of what holds it. */
export function damaged({ describe }: Pick<Files, "describe">, what: string, next = MAKE_AGAIN): RegistryError {
  return new RegistryError({
    reason: "damaged",
    message: `${sentenceCase(describe)} cannot be used: ${what}.`,
    state: "Nothing was tagged in any registry.",
    next,
  });
}

export function sentenceCase(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}
