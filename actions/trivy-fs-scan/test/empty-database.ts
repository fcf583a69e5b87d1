// An empty vulnerability database for Trivy, so that a scan needs no network: a bbolt file without a bucket
// (https://github.com/etcd-io/bbolt, page.go and meta.go: two meta pages, a free list and an empty leaf) and its metadata.
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";

const PAGE = 4096;
const FLAGS = { leaf: 0x02, meta: 0x04, freelist: 0x10 };

/** Writes the database to a cache folder and returns the environment with which Trivy uses it without an update. */
export async function emptyDatabase(cache: string): Promise<Record<string, string>> {
  await mkdir(join(cache, "db"), { recursive: true });
  const pages = [meta(0), meta(1), page(2, FLAGS.freelist), page(3, FLAGS.leaf)];
  await writeFile(join(cache, "db", "trivy.db"), Buffer.concat(pages));
  const now = new Date().toISOString();
  const metadata = { Version: 2, NextUpdate: "2099-01-01T00:00:00Z", UpdatedAt: now, DownloadedAt: now };
  await writeFile(join(cache, "db", "metadata.json"), JSON.stringify(metadata));
  return { TRIVY_CACHE_DIR: cache, TRIVY_SKIP_DB_UPDATE: "true" };
}

/** id u64, flags u16, count u16, overflow u32; all little-endian. */
function page(id: number, flags: number): Buffer {
  const bytes = Buffer.alloc(PAGE);
  bytes.writeBigUInt64LE(BigInt(id), 0);
  bytes.writeUInt16LE(flags, 8);
  return bytes;
}

/** magic, version, page size, flags; root page and sequence; free list page; first unused page; transaction; checksum of all of it. */
function meta(transaction: number): Buffer {
  const bytes = page(transaction, FLAGS.meta);
  const at = 16;
  bytes.writeUInt32LE(0xed0cdaed, at);
  bytes.writeUInt32LE(2, at + 4);
  bytes.writeUInt32LE(PAGE, at + 8);
  for (const [index, value] of [3, 0, 2, 4, transaction].entries())
    bytes.writeBigUInt64LE(BigInt(value), at + 16 + index * 8);
  bytes.writeBigUInt64LE(fnv1a(bytes.subarray(at, at + 56)), at + 56);
  return bytes;
}

function fnv1a(bytes: Uint8Array): bigint {
  return bytes.reduce(
    (hash, byte) => ((hash ^ BigInt(byte)) * 0x100000001b3n) & 0xffffffffffffffffn,
    0xcbf29ce484222325n,
  );
}
