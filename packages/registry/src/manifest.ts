// Manifests as bytes with their meaning: what an image manifest or an index points at (OCI image spec 1.1 and Docker's
// schema 2). The bytes are kept as they came, because the digest is theirs.
import { createHash } from "node:crypto";
import { z } from "zod/mini";
import { RegistryError } from "./error.ts";

/** A manifest or index exactly as a registry keeps it. `digest` is that of `bytes`. */
export type Manifest = { readonly digest: string; readonly mediaType: string; readonly bytes: Uint8Array<ArrayBuffer> };

export type Descriptor = { readonly digest: string; readonly size: number; readonly mediaType: string };

/** What must be in a repository before the manifest may be. */
export type Contents = { readonly children: readonly Descriptor[]; readonly blobs: readonly Descriptor[] };

/** All four kinds; without all of them a registry may convert, and a converted manifest has another digest. */
export const MANIFEST_TYPES = [
  "application/vnd.oci.image.index.v1+json",
  "application/vnd.oci.image.manifest.v1+json",
  "application/vnd.docker.distribution.manifest.list.v2+json",
  "application/vnd.docker.distribution.manifest.v2+json",
] as const;

export const Digest = z.string().check(z.regex(/^sha(?:256:[0-9a-f]{64}|512:[0-9a-f]{128})$/));
export const DescriptorShape = z.object({
  digest: Digest,
  size: z.int().check(z.nonnegative()),
  mediaType: z.string(),
});
const Index = z.object({ manifests: z.array(DescriptorShape) });
const Image = z.object({ config: DescriptorShape, layers: z.array(DescriptorShape) });

/** The digest of the bytes by the algorithm that `like`, a digest, was made with; sha256 where `like` is a tag. */
export function digestLike(like: string, bytes: Uint8Array): string {
  const algorithm = like.startsWith("sha512:") ? "sha512" : "sha256";
  return `${algorithm}:${createHash(algorithm).update(bytes).digest("hex")}`;
}

/** What a manifest points at. Throws a {@link RegistryError} for a document of another kind. */
export function contentsOf(manifest: Manifest): Contents {
  const document = parse(manifest);
  const index = Index.safeParse(document);
  if (index.success) return { children: index.data.manifests, blobs: [] };
  const image = Image.safeParse(document);
  if (image.success) {
    const { config, layers } = image.data;
    return { children: [], blobs: [config, ...layers.filter(({ mediaType }) => isCopied(mediaType))] };
  }
  throw unknown(manifest, "is neither an image manifest nor an index");
}

/** The digest of an image's configuration, which is the engine's image id; undefined for an index. */
export function configDigest(manifest: Manifest): string | undefined {
  const image = Image.safeParse(parse(manifest));
  return image.success ? image.data.config.digest : undefined;
}

/** Layers that a registry may refer to elsewhere (Windows base layers) are not in it. */
function isCopied(mediaType: string): boolean {
  return !/\.foreign\.|\.nondistributable\./.test(mediaType);
}

function parse(manifest: Manifest): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(manifest.bytes));
  } catch {
    throw unknown(manifest, "is no JSON document");
  }
}

function unknown(manifest: Manifest, what: string): RegistryError {
  return new RegistryError({
    reason: "rejected",
    message: `The manifest ${manifest.digest} (${manifest.mediaType}) ${what}.`,
    state: "Nothing was changed.",
    next: "Build the image again with a current Docker or BuildKit; the old schema 1 cannot be copied with its digest kept.",
  });
}
