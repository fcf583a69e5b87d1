// Decides which images are kept regardless of their labels: those of releases that a rollback may need, and those listed by the user.
import { type ImageReference, parseReference, repositoryOf } from "@deploy-actions/image";
import type { Image } from "./objects.ts";

/** `name` is a reference, a digest or an id; `why` is the reason to keep the image. */
export type NamedImage = { readonly name: string; readonly why: string };

/** `unknown`: why the needed images could not be determined; then all images are kept. */
export type KeepImages = { readonly named: readonly NamedImage[]; readonly unknown?: string };

/** Why a text is not an image name, or undefined. Continues a sentence that starts with the input's name. */
export function keepImagesProblem(names: readonly string[]): string | undefined {
  for (const name of names) {
    if (/^sha(?:256|512):/.test(name) && !isDigest(name))
      return `must name images by reference or digest, one per line: "${name}" is not a complete digest`;
    try {
      if (!isDigest(name)) parseReference(name);
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      return `must name images by reference or digest, one per line: ${why.replace(/\.$/, "")}`;
    }
  }
  return undefined;
}

type KeepReason = { readonly reason: "kept-image" | "ledger-unreadable"; readonly why: string };

/** Why this image is kept, or undefined. */
export function keptByName(image: Image, { named, unknown }: KeepImages): KeepReason | undefined {
  const by = named.find(({ name }) => isNamedBy(image, name));
  if (by !== undefined) return { reason: "kept-image", why: by.why };
  return unknown === undefined ? undefined : { reason: "ledger-unreadable", why: unknown };
}

/** A digest matches under any name, a short id matches the image id, a tag matches exactly, and a name without a tag matches all its tags. */
function isNamedBy(image: Image, name: string): boolean {
  if (isDigest(name)) return hasDigest(image, name.startsWith("sha") ? name : `sha256:${name}`);
  if (/^[0-9a-f]{12,63}$/.test(name) && image.id.startsWith(`sha256:${name}`)) return true;
  const wanted = parseReference(name);
  if (wanted.digest !== undefined && hasDigest(image, wanted.digest)) return true;
  if (wanted.digest !== undefined && wanted.tag === undefined) return false;
  return [...image.tags, ...image.digests].some((text) => {
    const reference = parsedReference(text);
    return (
      reference !== undefined &&
      familiarName(reference) === familiarName(wanted) &&
      (wanted.tag === undefined || wanted.tag === reference.tag)
    );
  });
}

function isDigest(text: string): boolean {
  return /^(?:(?:sha256:)?[0-9a-f]{64}|sha512:[0-9a-f]{128})$/.test(text);
}

function hasDigest({ id, digests }: Image, digest: string): boolean {
  return id === digest || digests.some((text) => text.endsWith(`@${digest}`));
}

/** The engine omits Docker Hub's prefixes. */
function familiarName(reference: ImageReference): string {
  return repositoryOf(reference)
    .replace(/^(?:index\.)?docker\.io\//, "")
    .replace(/^library\//, "");
}

function parsedReference(text: string): ImageReference | undefined {
  try {
    return parseReference(text);
  } catch {
    return undefined;
  }
}
