// Uploads one blob to several repositories at the same time, from one read of it. The slowest registry sets the pace. One
// that fails drops out of this blob and the others continue. The last chunk is held back until the digest has been verified,
// so that a wrong blob is never complete anywhere.
import { createHash } from "node:crypto";
import { type Clock, systemClock } from "@deploy-actions/contract";
import { type Repository, repositoryName } from "../client/registry.ts";
import { RegistryError } from "../http/error.ts";
import { broadcast } from "./broadcast.ts";
import { collectBuffersAfter } from "./buffer-collection.ts";
import type { BlobInfo, OnTransfer, UploadResult } from "./transfer.ts";
import { startUpload, type Upload } from "./upload.ts";

export type MultiUpload = {
  /** Resolves when every registry can accept more. False if none of them accepts the blob any more. Throws as {@link finish}. */
  write(chunk: Uint8Array): Promise<boolean>;
  /** Completes the blob. Throws {@link RegistryError} `digest-mismatch`, in which case no registry has it. */
  finish(digest: string): Promise<UploadResult[]>;
  /** Ends every upload: the rest of the bytes will not come. */
  abandon(error: unknown): Promise<void>;
  /** One result per repository, when every upload has ended. Never rejects. */
  readonly results: Promise<UploadResult[]>;
};

export type MultiUploadOptions = {
  /** Where the bytes come from, for messages. */
  readonly from: string;
  readonly onTransfer?: OnTransfer | undefined;
  /** Milliseconds that a registry which does not open an upload may delay the others. Default: 10,000. */
  readonly openingTimeoutMs?: number | undefined;
};

/** The first bytes of a blob, which are kept so that an upload that fails early can be repeated without the source. */
const WINDOW = 1024 * 1024;
/** How far the source may be ahead of the slowest registry. Together with the window, the memory that one blob takes. */
const AHEAD = 1024 * 1024;

export function openMultiUpload(
  blob: BlobInfo,
  repositories: readonly Repository[],
  options: MultiUploadOptions,
): MultiUpload {
  const { from, onTransfer = () => {}, openingTimeoutMs = 10_000 } = options;
  const clock = repositories[0]?.registry.transport.clock ?? systemClock;
  const stream = broadcast({ window: WINDOW, ahead: AHEAD });
  const verified = Promise.withResolvers<{ digest: string; size: number }>();
  // Each upload handles a rejection. If there is none left to do so, it must not count as unhandled.
  verified.promise.catch(() => {});
  const uploads = repositories.map((repository) => {
    onTransfer({ kind: "started", repository, blob: { digest: blob.digest, size: blob.size } });
    return startUpload({ repository, blob, reader: stream.addReader(), verified: verified.promise, onTransfer });
  });
  const results = Promise.all(uploads.map(({ result }) => result));
  const isWanted = (): boolean => repositories.length === 0 || uploads.some(({ state }) => state() !== "failed");
  const limits = { uploads, openingTimeoutMs, clock };

  const algorithm = blob.digest?.startsWith("sha512:") ? "sha512" : "sha256";
  const hash = createHash(algorithm);
  let size = 0;
  let held: Uint8Array | undefined;

  const abandon = async (error: unknown): Promise<void> => {
    verified.reject(error);
    for (const upload of uploads) upload.cancel(error);
    await results;
  };
  const rejectBytes = async (digest: string, found: string): Promise<RegistryError> => {
    const error = digestMismatch(from, digest, found);
    await abandon(error);
    return error;
  };
  return {
    abandon,
    results,
    async write(chunk) {
      hash.update(chunk);
      size += chunk.byteLength;
      collectBuffersAfter(chunk.byteLength);
      if (blob.size !== undefined && size > blob.size) {
        throw await rejectBytes(blob.digest ?? "", `that of more than ${blob.size} bytes`);
      }
      const ready = held;
      held = chunk;
      if (ready !== undefined && !stream.write(ready)) await unlessDelayed(stream.drained(), limits);
      return isWanted();
    },
    async finish(digest) {
      if (!isWanted()) return results;
      const found = `${algorithm}:${hash.digest("hex")}`;
      if (found !== digest) throw await rejectBytes(digest, found);
      if (held !== undefined && !stream.write(held)) await unlessDelayed(stream.drained(), limits);
      stream.end();
      verified.resolve({ digest, size });
      await unlessDelayed(results, limits);
      return results;
    },
  };
}

type OpeningLimits = {
  readonly uploads: readonly Upload[];
  readonly openingTimeoutMs: number;
  readonly clock: Clock;
};

/**
 * Awaits `work`. If that takes long although some registry is receiving bytes or has them all, the uploads that are not open
 * are cancelled: their registries get the blob later, from one that has it.
 */
async function unlessDelayed(work: Promise<unknown>, limits: OpeningLimits): Promise<void> {
  const { uploads, openingTimeoutMs, clock } = limits;
  const check = (): void => {
    cancel = clock.after(openingTimeoutMs, check);
    if (!uploads.some(({ state }) => state() === "sending" || state() === "completed")) return;
    for (const upload of uploads) {
      if (upload.state() === "opening") upload.cancel(openingTimedOut(upload.repository, openingTimeoutMs));
    }
  };
  let cancel = clock.after(openingTimeoutMs, check);
  try {
    await work;
  } finally {
    cancel();
  }
}

function digestMismatch(from: string, digest: string, found: string): RegistryError {
  return new RegistryError({
    reason: "digest-mismatch",
    message: `The layer ${digest} from ${from} has another digest: ${found}.`,
    state: "The bytes were not used: no registry has a layer with them.",
    next: `Check what is between the runner and ${from} (a proxy, a cache). If there is nothing, the image is corrupt there and must be built or pushed again.`,
  });
}

function openingTimedOut(repository: Repository, ms: number): RegistryError {
  return new RegistryError({
    reason: "timeout",
    message: `${repositoryName(repository)} did not accept an upload within ${ms / 1000} s, and others were waiting for it.`,
    state: "This upload did not add the layer there.",
    next: "Check the registry's status page, then run this step again: it resumes where it stopped.",
    transient: true,
  });
}
