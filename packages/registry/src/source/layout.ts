// An OCI image layout as the source of an image (OCI image spec 1.1, image-layout), as written by buildx, buildah and, since
// engine 25, `docker save`. It is checked completely first, so that no push begins that cannot be finished.
import { z } from "zod/mini";
import { contentsOf, type Descriptor, DescriptorShape, Digest, digestLike, type Manifest } from "../client/manifest.ts";
import { parseJson } from "../http/json.ts";
import { damaged, type Files, readBlob, readDocument } from "./files.ts";
import type { ImageSource } from "./image-source.ts";
import { type Candidate, selectImage } from "./select-image.ts";

const Annotated = z.extend(DescriptorShape, { annotations: z.optional(z.record(z.string(), z.string())) });
const Index = z.object({ manifests: z.array(Annotated) });

/** The annotations with an image's name: containerd's holds the full reference, the specification's often only the tag. */
const NAMES = ["io.containerd.image.name", "org.opencontainers.image.ref.name"];
/** An index of 20 platforms with attestations has about 60 manifests. */
const MAX_MANIFESTS = 2000;
/** In bytes: of all manifests of an image, which are in memory together. */
const MAX_TOTAL = 64 * 1024 * 1024;

export async function isLayout(files: Files): Promise<boolean> {
  return (await files.size("index.json")) !== undefined && (await files.size("oci-layout")) !== undefined;
}

/** The image that `wanted` names (a name, tag or digest). If absent, there must be only one. Throws {@link RegistryError} `no-image` or `damaged`. */
export async function layoutSource(files: Files, wanted: string | undefined): Promise<ImageSource> {
  const chosen = await chosenFrom(files, await candidatesIn(files), wanted);
  const manifests = new Map<string, Manifest>();
  const missing = new Set<string>();
  const root = await manifestIn(files, chosen);
  if (root === undefined) throw damaged(files, `the manifest ${chosen.digest} from its index is missing`);
  const waiting = [root];
  const queued = new Set<string>();
  let total = 0;
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    manifests.set(next.digest, next);
    total += next.bytes.byteLength;
    if (total > MAX_TOTAL) throw damaged(files, `the manifests of ${root.digest} have more than ${MAX_TOTAL} bytes`);
    if (manifests.size > MAX_MANIFESTS) throw damaged(files, `${root.digest} has more than ${MAX_MANIFESTS} manifests`);
    const { children, blobs } = contentsOf(next);
    for (const child of children) {
      if (manifests.has(child.digest) || queued.has(child.digest)) continue;
      queued.add(child.digest);
      const found = await manifestIn(files, child);
      if (found === undefined) missing.add(child.digest);
      else waiting.push(found);
    }
    for (const blob of blobs) if (!(await hasBlob(files, blob))) missing.add(blob.digest);
  }
  if (missing.size > 0) throw incomplete(files, root, [...missing], manifests);
  return {
    root,
    async manifest(digest) {
      const found = manifests.get(digest);
      if (found === undefined) throw damaged(files, `the manifest ${digest} is not part of ${root.digest}`);
      return found;
    },
    blob: (blob) => readBlob(files, pathOf(blob.digest), blob),
    describe: files.describe,
    close: files.close,
  };
}

/** The digest may also be that of one platform in an index, which index.json does not list. */
async function chosenFrom(files: Files, candidates: Candidate[], wanted: string | undefined): Promise<Descriptor> {
  const isNamed = wanted === undefined || candidates.some(({ digest }) => digest === wanted);
  for (const { value } of isNamed || !Digest.safeParse(wanted).success ? [] : candidates) {
    const index = await manifestIn(files, value);
    const child = index && contentsOf(index).children.find(({ digest }) => digest === wanted);
    if (child !== undefined) return child;
  }
  return selectImage(candidates, wanted, files.describe);
}

async function candidatesIn(files: Files): Promise<Candidate[]> {
  const index = Index.safeParse(parseJson((await readDocument(files, "index.json")) ?? ""));
  if (!index.success) throw damaged(files, "its index.json is not an OCI index");
  const count = index.data.manifests.length;
  if (count > MAX_MANIFESTS) throw damaged(files, `its index.json lists ${count} manifests`);
  return index.data.manifests.map(({ annotations = {}, ...value }) => {
    const names = NAMES.flatMap((key) => annotations[key] ?? []);
    return { names: [...new Set(names)], digest: value.digest, value };
  });
}

async function manifestIn(files: Files, { digest, mediaType }: Descriptor): Promise<Manifest | undefined> {
  const bytes = await readDocument(files, pathOf(digest));
  if (bytes === undefined) return undefined;
  const found = digestLike(digest, bytes);
  if (found !== digest) throw damaged(files, `its manifest ${digest} has the digest ${found}`);
  return { digest, mediaType, bytes };
}

/** Whether the blob is there with its full size. Its bytes are verified when they are read. */
async function hasBlob(files: Files, { digest, size }: Descriptor): Promise<boolean> {
  const found = await files.size(pathOf(digest));
  if (found === undefined || found === size) return found !== undefined;
  throw damaged(files, `its blob ${digest} has ${found} bytes instead of ${size}`);
}

/** An engine saves the entire index even if it only has one platform of it. That one can be published by its digest. */
function incomplete(files: Files, root: Manifest, missing: readonly string[], manifests: Map<string, Manifest>): Error {
  const complete = contentsOf(root).children.filter(
    ({ digest }) => manifests.has(digest) && isComplete(manifests, digest, new Set(missing)),
  );
  const what = `${missing.length} of the blobs of ${root.digest} are missing, the first one being ${missing[0]}`;
  if (complete.length === 0) return damaged(files, what);
  const digests = complete.map(({ digest }) => digest).join(", ");
  return damaged(
    files,
    what,
    `It only contains part of that index, because the engine only pulled or built one platform. Publish that platform by its digest (${digests}), or write the layout again with all platforms.`,
  );
}

function isComplete(manifests: Map<string, Manifest>, digest: string, missing: ReadonlySet<string>): boolean {
  const manifest = manifests.get(digest);
  if (manifest === undefined) return false;
  const { children, blobs } = contentsOf(manifest);
  return [...children, ...blobs].every((each) => !missing.has(each.digest));
}

function pathOf(digest: string): string {
  return `blobs/${digest.replace(":", "/")}`;
}
