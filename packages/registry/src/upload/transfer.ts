// What can be watched while blobs travel: in each repository, how many bytes it has taken and which blobs it has now.
import type { Place } from "../client/place.ts";

export type Transfer = { readonly place: Place } & (
  | { readonly kind: "started"; readonly blob: BlobName }
  /** Bytes taken since it was last said; negative where an upload is given up or begins again. */
  | { readonly kind: "moved"; readonly bytes: number }
  | { readonly kind: "landed"; readonly blob: BlobName; readonly outcome: "present" | "mounted" | "copied" }
  | { readonly kind: "missed"; readonly blob: BlobName; readonly error: unknown }
);

/** A push in progress names digest and size of a layer only when its last byte has been seen. */
export type BlobName = { readonly digest?: string | undefined; readonly size?: number | undefined };

export type Watch = (transfer: Transfer) => void;
