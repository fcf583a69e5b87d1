// The error of this package: text that is not a valid image reference.
import { ProblemError } from "@deploy-actions/contract";

/** What is wrong; a closed union for code that branches on it. */
export type ImageReason = "empty" | "malformed" | "uppercase" | "too-long" | "unexpanded" | "not-pinned";

/** `next` is what to write instead. */
export class ImageError extends ProblemError<ImageReason> {
  override readonly name = "ImageError";

  constructor(reason: ImageReason, message: string, next: string) {
    super(reason, { message, state: "Nothing was changed: the reference was rejected before it was used.", next });
  }
}
