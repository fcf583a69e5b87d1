// What can be observed while blobs are uploaded: how many bytes each repository has accepted, and which blobs it has now.
import type { Repository } from "../client/registry.ts";

/** What is known of a blob before its first byte: while an engine pushes, digest and size are only known after the last. */
export type BlobInfo = { readonly digest?: string | undefined; readonly size?: number | undefined };

export type Transfer = { readonly repository: Repository } & (
  | { readonly kind: "started"; readonly blob: BlobInfo }
  /** Bytes accepted since the last event. Negative if an upload failed or starts again. */
  | { readonly kind: "moved"; readonly bytes: number }
  | { readonly kind: "completed"; readonly blob: BlobInfo; readonly status: "present" | "mounted" | "copied" }
  | { readonly kind: "failed"; readonly blob: BlobInfo; readonly error: unknown }
);

export type OnTransfer = (transfer: Transfer) => void;

/** How a blob ended up in a repository. `present`: it was there already. */
export type UploadResult =
  | { readonly repository: Repository; readonly status: "present" | "mounted" | "copied" }
  | FailedUpload;

export type FailedUpload = {
  readonly repository: Repository;
  readonly status: "failed";
  readonly error: unknown;
  /** The upload could not be repeated from memory, so reading the source again may help. */
  readonly needsReread: boolean;
  /** The registry was receiving bytes when it failed. */
  readonly wasSending: boolean;
};
