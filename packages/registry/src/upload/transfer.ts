// What can be watched while blobs travel: in each repository, how many bytes it has taken and which blobs it has now.
import type { Repository } from "../client/place.ts";

export type Transfer = { readonly repository: Repository } & (
  | { readonly kind: "started"; readonly blob: BlobInfo }
  /** Bytes taken since it was last said; negative where an upload is given up or begins again. */
  | { readonly kind: "moved"; readonly bytes: number }
  | { readonly kind: "completed"; readonly blob: BlobInfo; readonly outcome: "present" | "mounted" | "copied" }
  | { readonly kind: "failed"; readonly blob: BlobInfo; readonly error: unknown }
);

/** A push in progress names digest and size of a layer only when its last byte has been seen. */
export type BlobInfo = { readonly digest?: string | undefined; readonly size?: number | undefined };

export type OnTransfer = (transfer: Transfer) => void;
