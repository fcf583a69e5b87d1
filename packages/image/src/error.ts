// The one error of this package: a text that is not the image reference it should be, with the remedy.

/** What is wrong, as a closed union for programs that branch on it. */
export type ImageProblem = "empty" | "malformed" | "uppercase" | "too-long" | "unexpanded" | "not-pinned";

/** `message` says what is wrong, `state` what state things are in, `next` what to write instead. */
export class ImageError extends Error {
  override readonly name = "ImageError";
  readonly reason: ImageProblem;
  readonly state = "Nothing was changed: the reference was refused before it was used.";
  readonly next: string;

  constructor(reason: ImageProblem, message: string, next: string) {
    super(message);
    this.reason = reason;
    this.next = next;
  }
}
