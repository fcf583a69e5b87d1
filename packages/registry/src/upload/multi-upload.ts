// One blob on its way into several repositories at the same time, from one reading of it. The slowest registry sets the
// pace; one that fails drops out of this blob and the others go on. The last bytes are held back until the digest of the
// whole is right, so that a wrong blob is never complete anywhere.
import { createHash } from "node:crypto";
import { type Repository, repositoryName } from "../client/place.ts";
import { RegistryError } from "../http/error.ts";
import { broadcast } from "./broadcast.ts";
import { collectAfter } from "./buffer-collection.ts";
import type { OnTransfer } from "./transfer.ts";
import { type BlobInfo, startUpload, type Upload, type UploadResult } from "./upload.ts";

export type MultiUpload = {
  /** Resolves when every registry has room for more; false when none of them takes the blob any more. Throws as {@link finish}. */
  write(chunk: Uint8Array): Promise<boolean>;
  /** Completes the blob and says where it is now. Throws {@link RegistryError} `digest-mismatch`; then it is nowhere. */
  finish(digest: string): Promise<UploadResult[]>;
  /** Ends every upload: the rest of the bytes will not come. */
  abandon(error: unknown): Promise<void>;
  /** What became of it everywhere, when every upload has ended; never rejects. */
  readonly results: Promise<UploadResult[]>;
};

export type MultiUploadOptions = {
  /** Who gives the bytes, for messages. */
  readonly from: string;
  readonly watch?: OnTransfer | undefined;
  /** Milliseconds that a registry which does not take an upload may hold up those that do; 10,000 unless given. */
  readonly openingTimeoutMs?: number | undefined;
};

/** What a registry that fails early can be sent again without asking the source. */
const WINDOW = 1024 * 1024;
/** How far the source may be ahead of the slowest registry: with the window, the memory that one blob takes. */
const AHEAD = 1024 * 1024;

export function openMultiUpload(
  blob: BlobInfo,
  repositories: readonly Repository[],
  options: MultiUploadOptions,
): MultiUpload {
  const { from, watch = () => {}, openingTimeoutMs = 10_000 } = options;
  const stream = broadcast({ window: WINDOW, ahead: AHEAD });
  const verified = Promise.withResolvers<{ digest: string; size: number }>();
  // Each upload hears of it; where none is left to hear, it is no unhandled rejection.
  verified.promise.catch(() => {});
  const uploads = repositories.map((repository) => {
    watch({ kind: "started", repository, blob: { digest: blob.digest, size: blob.size } });
    return startUpload({ repository, blob, reader: stream.join(), verified: verified.promise, watch });
  });
  const results = Promise.all(uploads.map(({ result }) => result));
  const isWanted = (): boolean => repositories.length === 0 || uploads.some(({ state }) => state() !== "failed");

  const algorithm = blob.digest?.startsWith("sha512:") ? "sha512" : "sha256";
  const hash = createHash(algorithm);
  let size = 0;
  let held: Uint8Array | undefined;

  const abandon = async (error: unknown): Promise<void> => {
    verified.reject(error);
    for (const upload of uploads) upload.drop(error);
    await results;
  };
  const refuse = async (digest: string, found: string): Promise<RegistryError> => {
    const error = mismatch(from, digest, found);
    await abandon(error);
    return error;
  };
  return {
    abandon,
    results,
    async write(chunk) {
      hash.update(chunk);
      size += chunk.byteLength;
      collectAfter(chunk.byteLength);
      if (blob.size !== undefined && size > blob.size) {
        throw await refuse(blob.digest ?? "", `that of more than ${blob.size} bytes`);
      }
      const ready = held;
      held = chunk;
      if (ready !== undefined && !stream.write(ready)) await unlessHeldUp(stream.room(), uploads, openingTimeoutMs);
      return isWanted();
    },
    async finish(digest) {
      if (!isWanted()) return results;
      const found = `${algorithm}:${hash.digest("hex")}`;
      if (found !== digest) throw await refuse(digest, found);
      if (held !== undefined && !stream.write(held)) await unlessHeldUp(stream.room(), uploads, openingTimeoutMs);
      stream.end();
      verified.resolve({ digest, size });
      await unlessHeldUp(results, uploads, openingTimeoutMs);
      return results;
    },
  };
}

/**
 * Awaits `work`. Where it takes long although some registry takes bytes or has them all, those that have not opened an
 * upload are dropped: they get the blob later, from a registry that has it.
 */
async function unlessHeldUp(
  work: Promise<unknown>,
  uploads: readonly Upload[],
  openingTimeoutMs: number,
): Promise<void> {
  const timer = setInterval(() => {
    const waiting = uploads.filter(({ state }) => state() === "opening");
    if (!uploads.some(({ state }) => state() === "sending" || state() === "completed")) return;
    for (const upload of waiting) upload.drop(tooLate(upload.repository, openingTimeoutMs));
  }, openingTimeoutMs);
  try {
    await work;
  } finally {
    clearInterval(timer);
  }
}

function mismatch(from: string, digest: string, found: string): RegistryError {
  return new RegistryError({
    reason: "digest-mismatch",
    message: `${from} gave bytes for the layer ${digest} whose digest is ${found}.`,
    state: "The bytes were not used: no registry has a layer of them.",
    next: `Look at what stands between the runner and ${from} (a proxy, a cache); if nothing does, the image is damaged there and must be built or pushed again.`,
  });
}

function tooLate(repository: Repository, ms: number): RegistryError {
  return new RegistryError({
    reason: "timeout",
    message: `${repositoryName(repository)} did not take an upload within ${ms / 1000} s, while others waited for it.`,
    state: "It does not have this layer by this upload.",
    next: "Look at the registry's status page; then run this step again, it picks up where it stopped.",
    transient: true,
  });
}
