// Compresses the layers of an image that has them as plain tars, which take twice the time to push and to pull. The same
// layers give the same bytes under the same Node: the level is fixed and the gzip header carries neither name nor time.
import { createHash } from "node:crypto";
import type { FileHandle } from "node:fs/promises";
import { pipeline, Readable } from "node:stream";
import { createGzip } from "node:zlib";
import { z } from "zod/mini";
import { type Descriptor, DescriptorShape, type Manifest } from "../manifest.ts";
import { inParallel } from "../parallel.ts";
import { bytesAt } from "./files.ts";
import { asManifest } from "./made-manifest.ts";
import type { ImageSource } from "./source.ts";
import { spool, type Workspace } from "./temporary.ts";

/** Plain layer types and what they are called once compressed. */
const COMPRESSED: Readonly<Record<string, string>> = {
  "application/vnd.oci.image.layer.v1.tar": "application/vnd.oci.image.layer.v1.tar+gzip",
  "application/vnd.docker.image.rootfs.diff.tar": "application/vnd.docker.image.rootfs.diff.tar.gzip",
};
/** zlib's own default, the one that Docker uses too. */
const LEVEL = 6;
const AT_ONCE = 2;

const Layer = z.looseObject(DescriptorShape.shape);
const Image = z.looseObject({ layers: z.array(Layer) });
type Kept = { readonly handle: FileHandle; readonly descriptor: Descriptor };

/** The image with its plain layers compressed, so with another digest; as it is where it has none, or is an index. */
export async function gzipped(source: ImageSource, workspace: Workspace): Promise<ImageSource> {
  const image = Image.safeParse(JSON.parse(new TextDecoder().decode(source.root.bytes)));
  const plain = image.data?.layers.filter(({ mediaType }) => mediaType in COMPRESSED) ?? [];
  if (image.data === undefined || plain.length === 0) return source;
  const kept = new Map<string, Kept>(); // by the digest of the plain layer
  const drop = async (): Promise<void> => {
    for (const { handle } of kept.values()) await handle.close();
  };
  try {
    const once = [...new Map(plain.map((layer) => [layer.digest, layer])).values()];
    await inParallel(AT_ONCE, once, async (layer) => {
      kept.set(layer.digest, await compress(source, layer, workspace));
    });
  } catch (error) {
    await drop();
    throw error;
  }
  const layers = image.data.layers.map((layer) => ({ ...layer, ...kept.get(layer.digest)?.descriptor }));
  const root = asManifest(source.root.mediaType, { ...image.data, layers });
  return withLayers(source, root, kept, drop);
}

function withLayers(
  source: ImageSource,
  root: Manifest,
  kept: ReadonlyMap<string, Kept>,
  drop: () => Promise<void>,
): ImageSource {
  const files = new Map([...kept.values()].map((each) => [each.descriptor.digest, each]));
  return {
    ...source,
    root,
    manifest: async (digest) => (digest === root.digest ? root : source.manifest(digest)),
    blob(blob) {
      const file = files.get(blob.digest);
      if (file === undefined) return source.blob(blob);
      const short = (): Error => new Error(`the compressed layer ${blob.digest} ended early`);
      return bytesAt(file.handle, 0, file.descriptor.size, short);
    },
    async close() {
      await drop();
      await source.close();
    },
  };
}

async function compress(source: ImageSource, layer: Descriptor, workspace: Workspace): Promise<Kept> {
  const hash = createHash("sha256");
  const gzip = createGzip({ level: LEVEL, chunkSize: 256 * 1024 });
  // A failure of either side ends the other; the error itself comes out of the loop below.
  pipeline(Readable.from(source.blob(layer)), gzip, () => undefined);
  const hashed = async function* (): AsyncGenerator<Uint8Array> {
    for await (const chunk of gzip) {
      hash.update(chunk);
      yield chunk;
    }
  };
  const { handle, size } = await spool(hashed(), workspace);
  const digest = `sha256:${hash.digest("hex")}`;
  return { handle, descriptor: { mediaType: COMPRESSED[layer.mediaType] ?? layer.mediaType, digest, size } };
}
