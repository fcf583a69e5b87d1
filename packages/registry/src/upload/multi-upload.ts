// One blob on its way into several repositories at the same time, from one reading of it. The slowest registry sets the
// pace; one that fails drops out of this blob and the others go on. The last bytes are held back until the digest of the
// whole is right, so that a wrong blob is never complete anywhere.
import { createHash } from "node:crypto";
import { type Place, placeName } from "../client/place.ts";
import { RegistryError } from "../http/error.ts";
import { broadcast } from "./broadcast.ts";
import { tidyAfter } from "./buffer-collection.ts";
import type { Watch } from "./transfer.ts";
import { type Cargo, type Landing, startUpload, type Upload } from "./upload.ts";

export type Fan = {
  /** Resolves when every registry has room for more; false when none of them takes the blob any more. Throws as {@link finish}. */
  write(chunk: Uint8Array): Promise<boolean>;
  /** Completes the blob and says where it is now. Throws {@link RegistryError} `digest-mismatch`; then it is nowhere. */
  finish(digest: string): Promise<Landing[]>;
  /** Ends every upload: the rest of the bytes will not come. */
  abandon(error: unknown): Promise<void>;
  /** What became of it everywhere, when every upload has ended; never rejects. */
  readonly landings: Promise<Landing[]>;
};

export type FanOptions = {
  /** Who gives the bytes, for messages. */
  readonly from: string;
  readonly watch?: Watch | undefined;
  /** Milliseconds that a registry which does not take an upload may hold up those that do; 10,000 unless given. */
  readonly heldUpMs?: number | undefined;
};

/** What a registry that fails early can be sent again without asking the source. */
const WINDOW = 1024 * 1024;
/** How far the source may be ahead of the slowest registry: with the window, the memory that one blob takes. */
const AHEAD = 1024 * 1024;

export function openFan(cargo: Cargo, places: readonly Place[], options: FanOptions): Fan {
  const { from, watch = () => {}, heldUpMs = 10_000 } = options;
  const stream = broadcast({ window: WINDOW, ahead: AHEAD });
  const proven = Promise.withResolvers<{ digest: string; size: number }>();
  // Each upload hears of it; where none is left to hear, it is no unhandled rejection.
  proven.promise.catch(() => {});
  const uploads = places.map((place) => {
    watch({ kind: "started", place, blob: { digest: cargo.digest, size: cargo.size } });
    return startUpload({ place, cargo, reader: stream.join(), proven: proven.promise, watch });
  });
  const landings = Promise.all(uploads.map(({ landing }) => landing));
  const isWanted = (): boolean => places.length === 0 || uploads.some(({ state }) => state() !== "missed");

  const algorithm = cargo.digest?.startsWith("sha512:") ? "sha512" : "sha256";
  const hash = createHash(algorithm);
  let size = 0;
  let held: Uint8Array | undefined;

  const abandon = async (error: unknown): Promise<void> => {
    proven.reject(error);
    for (const upload of uploads) upload.drop(error);
    await landings;
  };
  const refuse = async (digest: string, found: string): Promise<RegistryError> => {
    const error = mismatch(from, digest, found);
    await abandon(error);
    return error;
  };
  return {
    abandon,
    landings,
    async write(chunk) {
      hash.update(chunk);
      size += chunk.byteLength;
      tidyAfter(chunk.byteLength);
      if (cargo.size !== undefined && size > cargo.size) {
        throw await refuse(cargo.digest ?? "", `that of more than ${cargo.size} bytes`);
      }
      const ready = held;
      held = chunk;
      if (ready !== undefined && !stream.write(ready)) await unlessHeldUp(stream.room(), uploads, heldUpMs);
      return isWanted();
    },
    async finish(digest) {
      if (!isWanted()) return landings;
      const found = `${algorithm}:${hash.digest("hex")}`;
      if (found !== digest) throw await refuse(digest, found);
      if (held !== undefined && !stream.write(held)) await unlessHeldUp(stream.room(), uploads, heldUpMs);
      stream.end();
      proven.resolve({ digest, size });
      await unlessHeldUp(landings, uploads, heldUpMs);
      return landings;
    },
  };
}

/**
 * Awaits `work`. Where it takes long although some registry takes bytes or has them all, those that have not opened an
 * upload are dropped: they get the blob later, from a registry that has it.
 */
async function unlessHeldUp(work: Promise<unknown>, uploads: readonly Upload[], heldUpMs: number): Promise<void> {
  const timer = setInterval(() => {
    const waiting = uploads.filter(({ state }) => state() === "opening");
    if (!uploads.some(({ state }) => state() === "sending" || state() === "landed")) return;
    for (const upload of waiting) upload.drop(tooLate(upload.place, heldUpMs));
  }, heldUpMs);
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

function tooLate(place: Place, ms: number): RegistryError {
  return new RegistryError({
    reason: "timeout",
    message: `${placeName(place)} did not take an upload within ${ms / 1000} s, while others waited for it.`,
    state: "It does not have this layer by this upload.",
    next: "Look at the registry's status page; then run this step again, it picks up where it stopped.",
    passing: true,
  });
}
