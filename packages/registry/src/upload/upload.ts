// Uploads one blob to one repository: opens an upload, sends what a broadcast provides, and completes it once the digest has
// been verified. As long as the broadcast can be rewound to its beginning, a failed upload is repeated.
import type { Repository } from "../client/registry.ts";
import { anySignal } from "../http/deadline.ts";
import { withRetry } from "../http/retry.ts";
import type { Reader } from "./broadcast.ts";
import { completeUpload, openUpload, sendBlob, sendUnknownBlob } from "./requests.ts";
import type { BlobInfo, OnTransfer, UploadResult } from "./transfer.ts";

export type Upload = {
  readonly repository: Repository;
  /** Resolves, and never rejects, when the registry has the blob or will not get it from this upload. */
  readonly result: Promise<UploadResult>;
  /** `opening`: the registry does not accept bytes yet, or not at the moment. */
  state(): "opening" | "sending" | "completed" | "failed";
  /** Gives up. The result is `failed` with this error. */
  cancel(error: unknown): void;
};

type UploadTask = {
  readonly repository: Repository;
  readonly blob: BlobInfo;
  readonly reader: Reader;
  /** The blob's digest and size, once all its bytes have been read. Rejects if they are not as expected. */
  readonly verified: Promise<{ readonly digest: string; readonly size: number }>;
  readonly onTransfer: OnTransfer;
};

export function startUpload(task: UploadTask): Upload {
  const { repository, blob, reader, verified, onTransfer } = task;
  const { transport } = repository.registry;
  const cancelled = new AbortController();
  let state: ReturnType<Upload["state"]> = "opening";
  let wasSending = false;
  let sent = 0;

  const attempt = async (): Promise<void> => {
    if (sent > 0) onTransfer({ kind: "moved", repository, bytes: -sent });
    sent = 0;
    const stallTimer = transport.startStallTimer(cancelled.signal);
    try {
      const location = await openUpload(repository, stallTimer);
      state = "sending";
      const body = reader.chunks((bytes) => {
        sent += bytes;
        onTransfer({ kind: "moved", repository, bytes });
      });
      const { digest, size } = blob;
      if (digest !== undefined && size !== undefined)
        return await sendBlob(repository, { digest, size }, location, body, stallTimer);
      const completeAt = await sendUnknownBlob(repository, location, body, stallTimer);
      stallTimer.pause();
      await completeUpload(repository, await verified, completeAt, cancelled.signal);
    } finally {
      wasSending = state === "sending";
      state = "opening";
      stallTimer.stop();
    }
  };

  const run = async (): Promise<UploadResult> => {
    let needsReread = false;
    try {
      const { retryPolicy } = transport;
      const policy = { ...retryPolicy, signal: anySignal(retryPolicy.signal, cancelled.signal) };
      await withRetry(policy, attempt, () => {
        // Rewinds immediately, so that the first bytes are kept for the next attempt.
        needsReread = !reader.rewind();
        return !needsReread;
      });
      const { digest, size } = await verified;
      repository.registry.rememberBlob(repository.name, digest, size);
      state = "completed";
      onTransfer({ kind: "completed", repository, blob: { digest, size }, status: "copied" });
      return { repository, status: "copied" };
    } catch (error) {
      state = "failed";
      if (sent > 0) onTransfer({ kind: "moved", repository, bytes: -sent });
      onTransfer({ kind: "failed", repository, blob, error });
      return { repository, status: "failed", error, needsReread, wasSending };
    } finally {
      reader.cancel(new Error("the upload has ended"));
    }
  };

  return {
    repository,
    result: run(),
    state: () => state,
    cancel(error) {
      cancelled.abort(error);
      reader.cancel(error);
    },
  };
}
