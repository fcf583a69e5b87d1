// The files of a layout or an archive by name: a folder on the disk, or a tar that is read by offset.
import { createHash } from "node:crypto";
import type { FileHandle } from "node:fs/promises";
import type { Descriptor } from "../client/manifest.ts";
import { RegistryError } from "../http/error.ts";

export type Files = {
  /** What contains them, for messages: `the folder ./image`. */
  readonly describe: string;
  /** The size in bytes, or undefined if there is no such file. Names are relative, with `/`. */
  size(name: string): Promise<number | undefined>;
  /** The file's bytes, chunk by chunk. */
  bytes(name: string): AsyncIterable<Uint8Array>;
  close(): Promise<void>;
};

/** Manifests, indexes and configurations are read into memory, layers never are. */
const MAX_DOCUMENT = 8 * 1024 * 1024;
const CHUNK = 256 * 1024;

/** All bytes of a small file, or undefined if there is none. */
export async function readDocument(files: Files, name: string): Promise<Uint8Array<ArrayBuffer> | undefined> {
  const size = await files.size(name);
  if (size === undefined) return undefined;
  if (size > MAX_DOCUMENT) throw damaged(files, `its ${name} has ${size} bytes, which is too many for such a file`);
  const document = new Uint8Array(size);
  let at = 0;
  for await (const chunk of files.bytes(name)) {
    if (at + chunk.byteLength > size) throw damaged(files, `its ${name} became longer while it was read`);
    document.set(chunk, at);
    at += chunk.byteLength;
  }
  if (at < size) throw damaged(files, `its ${name} ends early`);
  return document;
}

/** `size` bytes of an open file from `offset`. Several ranges may be read at the same time. */
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

/** The blob stored in the file `name`. Each chunk is held back until the next is read, so that a damaged blob is never complete anywhere. Throws {@link RegistryError} `damaged`. */
export async function* readBlob(files: Files, name: string, blob: Descriptor): AsyncGenerator<Uint8Array> {
  const [algorithm = "sha256"] = blob.digest.split(":");
  const hash = createHash(algorithm);
  let held: Uint8Array | undefined;
  for await (const chunk of files.bytes(name)) {
    hash.update(chunk);
    if (held !== undefined) yield held;
    held = chunk;
  }
  const found = `${algorithm}:${hash.digest("hex")}`;
  if (found !== blob.digest) throw damaged(files, `its blob ${blob.digest} has the digest ${found}`);
  if (held !== undefined) yield held;
}

const WRITE_AGAIN =
  "Write the layout or archive again and pass it on to this job completely (an artifact, a cache). `docker save` and `docker buildx build --output type=oci,dest=image.tar` write such files.";

/** The error for a file that is incomplete or corrupt. `what` follows its name. */
export function damaged({ describe }: Pick<Files, "describe">, what: string, next = WRITE_AGAIN): RegistryError {
  return new RegistryError({
    reason: "damaged",
    message: `${sentenceCase(describe)} is damaged: ${what}.`,
    state: "Nothing was tagged in any registry.",
    next,
  });
}

export function sentenceCase(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}
