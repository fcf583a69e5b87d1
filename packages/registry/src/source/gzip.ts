// Compresses the layers of an image that are uncompressed tars, which take twice as long to push and to pull. The result is
// reproducible with the same version of Node: the level is fixed and the gzip header has neither name nor time.
import { createHash } from "node:crypto";
import type { FileHandle } from "node:fs/promises";
import { pipeline, Readable } from "node:stream";
import { createGzip } from "node:zlib";
import { z } from "zod/mini";
import { type Descriptor, DescriptorShape, type Manifest } from "../client/manifest.ts";
import { parseJson } from "../http/json.ts";
import { inParallel } from "../http/parallel.ts";
import { bytesAt } from "./files.ts";
import type { ImageSource } from "./image-source.ts";
import { encodeManifest } from "./new-manifest.ts";
import { spool, type Workspace } from "./spool.ts";

/** The media types of uncompressed layers, and those of the compressed ones. */
const COMPRESSED: Readonly<Record<string, string>> = {
  "application/vnd.oci.image.layer.v1.tar": "application/vnd.oci.image.layer.v1.tar+gzip",
  "application/vnd.docker.image.rootfs.diff.tar": "application/vnd.docker.image.rootfs.diff.tar.gzip",
};
/** zlib's default, which Docker uses too. */
const LEVEL = 6;
const CONCURRENCY = 2;

const Layer = z.looseObject(DescriptorShape.shape);
const Image = z.looseObject({ layers: z.array(Layer) });
type CompressedLayer = { readonly handle: FileHandle; readonly descriptor: Descriptor };

/** The image with its uncompressed layers compressed, and so with another digest. Returned unchanged if it has none or is an index. */
export async function gzipped(source: ImageSource, workspace: Workspace): Promise<ImageSource> {
  const image = Image.safeParse(parseJson(source.root.bytes));
  const uncompressed = image.data?.layers.filter(({ mediaType }) => Object.hasOwn(COMPRESSED, mediaType)) ?? [];
  if (image.data === undefined || uncompressed.length === 0) return source;
  const compressed = new Map<string, CompressedLayer>(); // by the digest of the uncompressed layer
  const closeFiles = async (): Promise<void> => {
    for (const { handle } of compressed.values()) await handle.close();
  };
  try {
    const distinct = [...new Map(uncompressed.map((layer) => [layer.digest, layer])).values()];
    await inParallel(CONCURRENCY, distinct, async (layer) => {
      compressed.set(layer.digest, await compress(source, layer, workspace));
    });
  } catch (error) {
    await closeFiles();
    throw error;
  }
  const layers = image.data.layers.map((layer) => ({ ...layer, ...compressed.get(layer.digest)?.descriptor }));
  const root = encodeManifest(source.root.mediaType, { ...image.data, layers });
  return withLayers(source, root, compressed, closeFiles);
}

function withLayers(
  source: ImageSource,
  root: Manifest,
  compressed: ReadonlyMap<string, CompressedLayer>,
  closeFiles: () => Promise<void>,
): ImageSource {
  const files = new Map([...compressed.values()].map((each) => [each.descriptor.digest, each]));
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
      await closeFiles();
      await source.close();
    },
  };
}

async function compress(source: ImageSource, layer: Descriptor, workspace: Workspace): Promise<CompressedLayer> {
  const hash = createHash("sha256");
  const gzip = createGzip({ level: LEVEL, chunkSize: 256 * 1024 });
  // A failure on either side ends the other. The error itself is thrown by the loop below.
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
