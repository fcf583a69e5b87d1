// One blob on its way into one repository: opens an upload, sends what a broadcast gives, and completes it when the digest
// is known to be right. While the broadcast can be read again from its beginning, a failure is made good by a new upload.

import type { Repository } from "../client/place.ts";
import { withRetry } from "../http/retry.ts";
import { anySignal } from "../http/stall.ts";
import type { Reader } from "./broadcast.ts";
import { nameUpload, openUpload, sendNamed, sendUnnamed } from "./requests.ts";
import type { OnTransfer } from "./transfer.ts";

/** A blob as far as it is known before its first byte: a push in progress learns the digest only at the end. */
export type BlobInfo = { readonly digest?: string | undefined; readonly size?: number | undefined };

export type FailedUpload = {
  readonly repository: Repository;
  readonly outcome: "failed";
  readonly error: unknown;
  /** It could not begin again, so that a new reading of the source may succeed. */
  readonly needsReread: boolean;
  /** The registry was taking bytes when it failed. */
  readonly sending: boolean;
};

export type UploadResult =
  | { readonly repository: Repository; readonly outcome: "present" | "mounted" | "copied" }
  | FailedUpload;

export type Upload = {
  readonly repository: Repository;
  /** Resolves, and never rejects, when the registry has the blob or will not get it by this upload. */
  readonly result: Promise<UploadResult>;
  /** `opening`: the registry takes no bytes yet, or not at the moment. */
  state(): "opening" | "sending" | "completed" | "failed";
  /** Gives up; the landing says `missed` with this error. */
  drop(error: unknown): void;
};

type Task = {
  readonly repository: Repository;
  readonly blob: BlobInfo;
  readonly reader: Reader;
  /** The blob's digest and size, once all its bytes have been seen; rejects when they are not what was promised. */
  readonly verified: Promise<{ readonly digest: string; readonly size: number }>;
  readonly watch: OnTransfer;
};

export function startUpload(task: Task): Upload {
  const { repository, blob, reader, verified, watch } = task;
  const { transport } = repository.registry;
  const dropped = new AbortController();
  let state: ReturnType<Upload["state"]> = "opening";
  let sending = false;
  let taken = 0;

  const attempt = async (): Promise<void> => {
    if (taken > 0) watch({ kind: "moved", repository, bytes: -taken });
    taken = 0;
    const guard = transport.guard(dropped.signal);
    try {
      const location = await openUpload(repository, guard);
      state = "sending";
      const body = reader.chunks((bytes) => {
        taken += bytes;
        watch({ kind: "moved", repository, bytes });
      });
      const { digest, size } = blob;
      if (digest !== undefined && size !== undefined)
        return await sendNamed(repository, { digest, size }, location, body, guard);
      const sent = await sendUnnamed(repository, location, body, guard);
      guard.rest();
      await nameUpload(repository, await verified, sent, dropped.signal);
    } finally {
      sending = state === "sending";
      state = "opening";
      guard.end();
    }
  };

  const run = async (): Promise<UploadResult> => {
    let needsReread = false;
    try {
      const retryPolicy = { ...transport.retryPolicy, signal: anySignal(transport.retryPolicy.signal, dropped.signal) };
      await withRetry(retryPolicy, attempt, () => {
        // At once, so that the beginning is kept for the next attempt.
        needsReread = !reader.rewind();
        return !needsReread;
      });
      const { digest, size } = await verified;
      repository.registry.rememberBlob(repository.name, digest, size);
      state = "completed";
      watch({ kind: "completed", repository, blob: { digest, size }, outcome: "copied" });
      return { repository, outcome: "copied" };
    } catch (error) {
      state = "failed";
      if (taken > 0) watch({ kind: "moved", repository, bytes: -taken });
      watch({ kind: "failed", repository, blob: blob, error });
      return { repository, outcome: "failed", error, needsReread, sending };
    } finally {
      reader.leave(new Error("the upload has ended"));
    }
  };

  return {
    repository,
    result: run(),
    state: () => state,
    drop(error) {
      dropped.abort(error);
      reader.leave(error);
    },
  };
}
