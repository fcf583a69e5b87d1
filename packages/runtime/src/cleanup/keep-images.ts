// Decides which images stay because somebody named them, whatever their labels say: the releases that a rollback goes to, and a list.
import { type ImageReference, parseReference, repositoryOf } from "@deploy-actions/image";
import type { Image } from "./objects.ts";

/** Names images by a reference, a digest or an id, and says for whom they stay. */
export type NamedImage = { readonly name: string; readonly why: string };

/** `unknown` says why nobody can tell which images are needed; then all of them stay. */
export type KeepImages = { readonly named: readonly NamedImage[]; readonly unknown?: string };

/** Why a text names no image, or undefined. Reads on after the name of the input. */
export function keepImagesProblem(names: readonly string[]): string | undefined {
  for (const name of names) {
    if (/^sha(?:256|512):/.test(name) && !isDigest(name))
      return `must name images by reference or digest, one per line: "${name}" is not a whole digest`;
    try {
      if (!isDigest(name)) parseReference(name);
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      return `must name images by reference or digest, one per line: ${why.replace(/\.$/, "")}`;
    }
  }
  return undefined;
}

type Needed = { readonly reason: "kept-image" | "ledger-unreadable"; readonly why: string };

/** Why this image stays, or undefined. */
export function keptByName(image: Image, { named, unknown }: KeepImages): Needed | undefined {
  const by = named.find(({ name }) => isNamedBy(image, name));
  if (by !== undefined) return { reason: "kept-image", why: by.why };
  return unknown === undefined ? undefined : { reason: "ledger-unreadable", why: unknown };
}

/** A digest names what has it under any name; the short id that docker prints, the image of that id; a tag, what has that tag; a name alone, everything of that name. */
function isNamedBy(image: Image, name: string): boolean {
  if (isDigest(name)) return hasDigest(image, name.startsWith("sha") ? name : `sha256:${name}`);
  if (/^[0-9a-f]{12,63}$/.test(name) && image.id.startsWith(`sha256:${name}`)) return true;
  const wanted = parseReference(name);
  if (wanted.digest !== undefined && hasDigest(image, wanted.digest)) return true;
  if (wanted.digest !== undefined && wanted.tag === undefined) return false;
  return [...image.tags, ...image.digests].some((text) => {
    const reference = understood(text);
    return (
      reference !== undefined &&
      familiar(reference) === familiar(wanted) &&
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

/** The engine leaves Docker Hub's own parts out of a name. */
function familiar(reference: ImageReference): string {
  return repositoryOf(reference)
    .replace(/^(?:index\.)?docker\.io\//, "")
    .replace(/^library\//, "");
}

function understood(text: string): ImageReference | undefined {
  try {
    return parseReference(text);
  } catch {
    return undefined;
  }
}
