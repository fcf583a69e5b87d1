// A pinned image: a reference that cannot be built without a sha256 digest, so that a function which takes one need not check.
import { ImageError } from "./error.ts";
import { judgeReference } from "./immutability.ts";
import { formatReference, type ImageReference, parseReference } from "./reference.ts";

declare const brand: unique symbol;

/** A reference with `digest: "sha256:<64 hex>"`. Comes only from the functions of this file. */
export type PinnedImage = ImageReference & { readonly digest: string; readonly [brand]: "pinned" };

const SHA256 = /^sha256:[0-9a-f]{64}$/;

/** True when the reference carries a sha256 digest. */
export function isPinned(ref: ImageReference): ref is PinnedImage {
  return ref.digest !== undefined && SHA256.test(ref.digest);
}

/** The same image, pinned to `digest` (`sha256:<64 hex>`). Throws {@link ImageError} when that is no such digest. */
export function pinned(ref: ImageReference, digest: string): PinnedImage {
  const result: ImageReference = { ...ref, digest };
  if (isPinned(result)) return result;
  throw new ImageError(
    "not-pinned",
    `"${digest}" is not a sha256 digest.`,
    "A digest is sha256: and 64 lower-case hex digits, as a registry prints it.",
  );
}

/** Parses a reference that must carry a sha256 digest. Throws {@link ImageError} saying why a tag alone is refused. */
export function parsePinned(text: string): PinnedImage {
  const ref = parseReference(text);
  if (isPinned(ref)) return ref;
  const { verdict, why } = judgeReference(ref);
  const reason =
    verdict === "immutable"
      ? `${why}, yet only a digest is checked by the machine that pulls it`
      : `${why}, so what runs would not be known`;
  throw new ImageError(
    "not-pinned",
    `"${formatReference(ref)}" has no sha256 digest: ${reason}.`,
    "Give name@sha256:<64 hex digits>: the digest that the push printed, for example the output `digest` of dual-registry-push.",
  );
}
