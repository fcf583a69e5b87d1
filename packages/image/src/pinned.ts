// A pinned image: a reference type that guarantees a sha256 digest, so that functions that take one need not check.
import { ImageError } from "./error.ts";
import { judgeReference } from "./immutability.ts";
import { formatReference, type ImageReference, parseReference } from "./reference.ts";

declare const brand: unique symbol;

/** A reference with `digest: "sha256:<64 hex>"`. Created only by the functions in this file. */
export type PinnedImage = ImageReference & { readonly digest: string; readonly [brand]: "pinned" };

const SHA256 = /^sha256:[0-9a-f]{64}$/;

/** True when the reference has a sha256 digest. */
export function isPinned(ref: ImageReference): ref is PinnedImage {
  return ref.digest !== undefined && SHA256.test(ref.digest);
}

/** The same image, pinned to `digest` (`sha256:<64 hex>`). Throws {@link ImageError} when it is not a sha256 digest. */
export function pinned(ref: ImageReference, digest: string): PinnedImage {
  const result: ImageReference = { ...ref, digest };
  if (isPinned(result)) return result;
  throw new ImageError(
    "not-pinned",
    `"${digest}" is not a sha256 digest.`,
    "A digest is sha256: followed by 64 lower-case hex digits, as printed by a registry.",
  );
}

/** Parses a reference that must have a sha256 digest. Throws {@link ImageError} that explains why a tag is not enough. */
export function parsePinned(text: string): PinnedImage {
  const ref = parseReference(text);
  if (isPinned(ref)) return ref;
  const { verdict, why } = judgeReference(ref);
  const reason =
    verdict === "immutable"
      ? `${why}, but the machine that pulls the image verifies only a digest`
      : `${why}, so it would be unknown which image runs`;
  throw new ImageError(
    "not-pinned",
    `"${formatReference(ref)}" has no sha256 digest: ${reason}.`,
    "Use name@sha256:<64 hex digits> with the digest printed by the push, for example the output `digest` of dual-registry-push.",
  );
}
