// An OCI image layout as the source of an image (OCI image spec 1.1, image-layout): what buildx, buildah and `docker save`
// of an engine from 25 on write. It is looked through to the end first, so that nothing begins that could not be finished.
import { z } from "zod/mini";
import { contentsOf, type Descriptor, DescriptorShape, Digest, digestLike, type Manifest } from "../manifest.ts";
import { blobIn } from "./blob-file.ts";
import { type Candidate, choose } from "./choose.ts";
import { damaged, type Files, readDocument } from "./files.ts";
import type { ImageSource } from "./source.ts";

const Annotated = z.extend(DescriptorShape, { annotations: z.optional(z.record(z.string(), z.string())) });
const Index = z.object({ manifests: z.array(Annotated) });

/** Where engines and tools write an image's name: containerd the whole reference, the specification's own key often the tag. */
const NAMES = ["io.containerd.image.name", "org.opencontainers.image.ref.name"];
/** An index of 20 platforms with attestations has some 60 manifests. */
const MOST_MANIFESTS = 2000;

export async function isLayout(files: Files): Promise<boolean> {
  return (await files.size("index.json")) !== undefined && (await files.size("oci-layout")) !== undefined;
}

/** The image `wanted` (a name, tag or digest; absent: the only one). Throws {@link RegistryError} `no-image` or `damaged`. */
export async function layoutSource(files: Files, wanted: string | undefined): Promise<ImageSource> {
  const chosen = await chosenFrom(files, await candidatesIn(files), wanted);
  const manifests = new Map<string, Manifest>();
  const missing = new Set<string>();
  const root = await manifestIn(files, chosen);
  if (root === undefined) throw damaged(files, `the manifest ${chosen.digest} that its index names is missing`);
  const waiting = [root];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    manifests.set(next.digest, next);
    if (manifests.size > MOST_MANIFESTS)
      throw damaged(files, `${root.digest} has more than ${MOST_MANIFESTS} manifests`);
    const { children, blobs } = contentsOf(next);
    for (const child of children) {
      if (manifests.has(child.digest)) continue;
      const found = await manifestIn(files, child);
      if (found === undefined) missing.add(child.digest);
      else waiting.push(found);
    }
    for (const blob of blobs) if (!(await isWhole(files, blob))) missing.add(blob.digest);
  }
  if (missing.size > 0) throw incomplete(files, root, [...missing], manifests);
  return {
    root,
    async manifest(digest) {
      const found = manifests.get(digest);
      if (found === undefined) throw damaged(files, `the manifest ${digest} is not part of ${root.digest}`);
      return found;
    },
    blob: (blob) => blobIn(files, pathOf(blob.digest), blob),
    describe: files.describe,
    close: files.close,
  };
}

/** A digest may also be that of one platform in an index, which index.json does not name. */
async function chosenFrom(files: Files, candidates: Candidate[], wanted: string | undefined): Promise<Descriptor> {
  const isNamed = wanted === undefined || candidates.some(({ digest }) => digest === wanted);
  for (const { is } of isNamed || !Digest.safeParse(wanted).success ? [] : candidates) {
    const index = await manifestIn(files, is);
    const child = index && contentsOf(index).children.find(({ digest }) => digest === wanted);
    if (child !== undefined) return child;
  }
  return choose(candidates, wanted, files.describe);
}

async function candidatesIn(files: Files): Promise<Candidate[]> {
  const index = Index.safeParse(parse(await readDocument(files, "index.json")));
  if (!index.success) throw damaged(files, "its index.json is no OCI index");
  return index.data.manifests.map(({ annotations = {}, ...is }) => {
    const names = NAMES.flatMap((key) => annotations[key] ?? []);
    return { names: [...new Set(names)], digest: is.digest, is };
  });
}

async function manifestIn(files: Files, { digest, mediaType }: Descriptor): Promise<Manifest | undefined> {
  const bytes = await readDocument(files, pathOf(digest));
  if (bytes === undefined) return undefined;
  const found = digestLike(digest, bytes);
  if (found !== digest) throw damaged(files, `the bytes of its manifest ${digest} are those of ${found}`);
  return { digest, mediaType, bytes };
}

/** True when the blob is there in full length; its bytes are checked when they are read. */
async function isWhole(files: Files, { digest, size }: Descriptor): Promise<boolean> {
  const found = await files.size(pathOf(digest));
  if (found === undefined || found === size) return found !== undefined;
  throw damaged(files, `its blob ${digest} has ${found} bytes instead of ${size}`);
}

/** An engine saves a whole index even where it holds one platform of it; that one can be published by its digest. */
function incomplete(files: Files, root: Manifest, missing: readonly string[], manifests: Map<string, Manifest>): Error {
  const whole = contentsOf(root).children.filter(
    ({ digest }) => manifests.has(digest) && isWithout(manifests, digest, new Set(missing)),
  );
  const what = `${missing.length} of the blobs of ${root.digest} are missing, the first is ${missing[0]}`;
  if (whole.length === 0) return damaged(files, what);
  const digests = whole.map(({ digest }) => digest).join(", ");
  return damaged(
    files,
    what,
    `It holds only a part of that index, as an engine does that pulled or built one platform. Publish that part by its digest (${digests}), or make the layout again with all platforms.`,
  );
}

function isWithout(manifests: Map<string, Manifest>, digest: string, missing: ReadonlySet<string>): boolean {
  const manifest = manifests.get(digest);
  if (manifest === undefined) return false;
  const { children, blobs } = contentsOf(manifest);
  return [...children, ...blobs].every((each) => !missing.has(each.digest));
}

function pathOf(digest: string): string {
  return `blobs/${digest.replace(":", "/")}`;
}

function parse(bytes: Uint8Array | undefined): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    return undefined;
  }
}
