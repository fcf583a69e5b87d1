// Image manifests and indexes (OCI image spec 1.1 and Docker's schema 2), and what they reference. The bytes are kept
// unchanged, because the digest is computed from them.
import { createHash } from "node:crypto";
import { z } from "zod/mini";
import { RegistryError } from "../http/error.ts";
import { parseJson } from "../http/json.ts";

/** A manifest or index exactly as a registry stores it. `digest` is that of `bytes`. */
export type Manifest = { readonly digest: string; readonly mediaType: string; readonly bytes: Uint8Array<ArrayBuffer> };

export type Descriptor = { readonly digest: string; readonly size: number; readonly mediaType: string };

/** What must be in a repository before the manifest can be stored. */
export type Contents = { readonly children: readonly Descriptor[]; readonly blobs: readonly Descriptor[] };

/** All four are accepted, because a registry may convert a type that is not, and a converted manifest has another digest. */
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

/** More than any image has. A registry could otherwise keep a push busy with manifests until its deadline. */
const MAX_MANIFESTS = 1000;
/** Docker's own limit is 127 layers. */
const MAX_BLOBS = 5000;

/** The digest of the bytes, with the algorithm of the digest `like`, or sha256 if `like` is a tag. */
export function digestLike(like: string, bytes: Uint8Array): string {
  const algorithm = like.startsWith("sha512:") ? "sha512" : "sha256";
  return `${algorithm}:${createHash(algorithm).update(bytes).digest("hex")}`;
}

/** What a manifest references. Throws a {@link RegistryError} for any other document. */
export function contentsOf(manifest: Manifest): Contents {
  const document = parse(manifest);
  const index = Index.safeParse(document);
  if (index.success) {
    if (index.data.manifests.length > MAX_MANIFESTS) throw tooMany(manifest, "manifests", MAX_MANIFESTS);
    return { children: index.data.manifests, blobs: [] };
  }
  const image = Image.safeParse(document);
  if (image.success) {
    const { config, layers } = image.data;
    if (layers.length > MAX_BLOBS) throw tooMany(manifest, "layers", MAX_BLOBS);
    return { children: [], blobs: [config, ...layers.filter(({ mediaType }) => isCopied(mediaType))] };
  }
  throw unsupported(manifest, "is neither an image manifest nor an index");
}

/** Throws if an image has more manifests than any real one, `found` so far. */
export function requireFewManifests(root: Manifest, found: number): void {
  if (found > MAX_MANIFESTS) throw tooMany(root, "manifests", MAX_MANIFESTS);
}

/** The digest of an image's configuration, which is the engine's image ID. Undefined for an index. */
export function configDigest(manifest: Manifest): string | undefined {
  const image = Image.safeParse(parse(manifest));
  return image.success ? image.data.config.digest : undefined;
}

/** Windows base layers, for example, are not stored in the registry. */
function isCopied(mediaType: string): boolean {
  return !/\.foreign\.|\.nondistributable\./.test(mediaType);
}

function parse(manifest: Manifest): unknown {
  const document = parseJson(manifest.bytes);
  if (document === undefined) throw unsupported(manifest, "is not valid JSON");
  return document;
}

function tooMany(manifest: Manifest, what: string, limit: number): RegistryError {
  return new RegistryError({
    reason: "rejected",
    message: `The manifest ${manifest.digest} references more than ${limit} ${what}.`,
    state: "Nothing was changed.",
    next: "Check that the reference names the image you mean.",
  });
}

function unsupported(manifest: Manifest, what: string): RegistryError {
  return new RegistryError({
    reason: "rejected",
    message: `The manifest ${manifest.digest} (${manifest.mediaType}) ${what}.`,
    state: "Nothing was changed.",
    next: "Build the image again with a current version of Docker or BuildKit. The old schema 1 cannot be copied without changing its digest.",
  });
}
