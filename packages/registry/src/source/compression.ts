// How bytes are compressed, told by how they begin (RFC 1952, RFC 8878).

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
