// A blob kept as a file: its bytes, handed on one chunk late, so that a damaged blob is never complete anywhere.
import { createHash } from "node:crypto";
import type { Descriptor } from "../client/manifest.ts";
import { damaged, type Files } from "./files.ts";

/** The bytes of the file `name`, which must be those `blob` describes. Throws {@link RegistryError} `damaged`. */
export async function* blobIn(files: Files, name: string, blob: Descriptor): AsyncGenerator<Uint8Array> {
  const [algorithm = "sha256"] = blob.digest.split(":");
  const hash = createHash(algorithm);
  let held: Uint8Array | undefined;
  for await (const chunk of files.bytes(name)) {
    hash.update(chunk);
    if (held !== undefined) yield held;
    held = chunk;
  }
  const found = `${algorithm}:${hash.digest("hex")}`;
  if (found !== blob.digest) throw damaged(files, `the bytes of its blob ${blob.digest} are those of ${found}`);
  if (held !== undefined) yield held;
}
