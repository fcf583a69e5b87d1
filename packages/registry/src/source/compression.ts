// How bytes are compressed, by their first bytes (RFC 1952, RFC 8878), and decompressing them.
import { pipeline, Readable } from "node:stream";
import { createGunzip, createZstdDecompress } from "node:zlib";
import { RegistryError } from "../http/error.ts";
import { damaged } from "./files.ts";

export type Compression = "none" | "gzip" | "zstd";

const MAGIC: readonly (readonly [Compression, readonly number[]])[] = [
  ["gzip", [0x1f, 0x8b]],
  ["zstd", [0x28, 0xb5, 0x2f, 0xfd]],
];

export async function compressionOf(bytes: AsyncIterable<Uint8Array>): Promise<Compression> {
  for await (const chunk of bytes) {
    return MAGIC.find(([, magic]) => magic.every((byte, at) => chunk[at] === byte))?.[0] ?? "none";
  }
  return "none";
}

/** `describe` names where the bytes come from. Throws {@link RegistryError} `damaged`. */
export async function* decompressed(
  bytes: AsyncIterable<Uint8Array>,
  compression: "gzip" | "zstd",
  describe: string,
): AsyncGenerator<Uint8Array> {
  const unpack = compression === "gzip" ? createGunzip() : createZstdDecompress();
  pipeline(Readable.from(bytes), unpack, () => undefined);
  try {
    for await (const chunk of unpack) yield chunk;
  } catch (error) {
    if (error instanceof RegistryError) throw error;
    throw damaged({ describe }, `it is truncated or not valid ${compression}`);
  }
}
