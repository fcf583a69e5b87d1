// The one error of this package: a text that is not the image reference it should be, with the remedy.
import { ProblemError } from "@deploy-actions/contract";

/** What is wrong, as a closed union for programs that branch on it. */
export type ImageReason = "empty" | "malformed" | "uppercase" | "too-long" | "unexpanded" | "not-pinned";

/** `next` is what to write instead. */
export class ImageError extends ProblemError<ImageReason> {
  override readonly name = "ImageError";

  constructor(reason: ImageReason, message: string, next: string) {
    super(reason, { message, state: "Nothing was changed: the reference was refused before it was used.", next });
  }
}
