// What `docker save` of an engine before 25, kaniko, bazel and jib write: a manifest.json that names a configuration and
// layer files, and no manifest a registry would take. One is made from them; the image's id stays what it was.
import { createHash } from "node:crypto";
import { z } from "zod/mini";
import { type Descriptor, Digest, digestLike, type Manifest } from "../manifest.ts";
import { blobIn } from "./blob-file.ts";
import { choose } from "./choose.ts";
import { compressionOf } from "./compression.ts";
import { damaged, type Files, readDocument } from "./files.ts";
import { LAYER_TYPES, madeManifest } from "./made-manifest.ts";
import type { ImageSource } from "./source.ts";

const LayerSource = z.object({ mediaType: z.string() });
const Saved = z.array(
  z.object({
    Config: z.string(),
    RepoTags: z.nullish(z.array(z.string())),
    Layers: z.nullish(z.array(z.string())),
    LayerSources: z.nullish(z.record(z.string(), LayerSource)),
  }),
);
type Saved = z.output<typeof Saved>;
const Config = z.object({ rootfs: z.object({ diff_ids: z.array(Digest) }) });

const MANIFEST = "manifest.json";

export async function isSaved(files: Files): Promise<boolean> {
  return (await files.size(MANIFEST)) !== undefined;
}

/**
 * True when an engine that keeps layers unpacked (graph driver, from 25 on) wrote the files: their manifest was made up for
 * the tar, so nobody relies on its digest and its layers may be compressed. containerd's store writes no `LayerSources`.
 */
export async function keepsLayersUnpacked(files: Files): Promise<boolean> {
  if (!(await isSaved(files))) return false;
  return (await imagesIn(files)).some(({ LayerSources }) => Object.keys(LayerSources ?? {}).length > 0);
}

/** The image `wanted` (a name or id; absent: the only one). Throws {@link RegistryError} `no-image` or `damaged`. */
export async function savedSource(files: Files, wanted: string | undefined): Promise<ImageSource> {
  const candidates = await Promise.all(
    (await imagesIn(files)).map(async (is) => {
      const config = await document(files, is.Config);
      return { names: is.RepoTags ?? [], digest: digestLike("", config), is: { ...is, config } };
    }),
  );
  const { Config: path, Layers, config } = choose(candidates, wanted, files.describe);
  const layers = await layersOf(files, config, Layers ?? []);
  const paths = new Map(layers.map(({ descriptor, path: at }) => [descriptor.digest, at]));
  const root = madeManifest(
    config,
    layers.map(({ descriptor }) => descriptor),
  );
  paths.set(digestLike("", config), path);
  return {
    root,
    async manifest(digest): Promise<Manifest> {
      if (digest === root.digest) return root;
      throw damaged(files, `it has no manifest ${digest}`);
    },
    blob: (blob) => blobIn(files, paths.get(blob.digest) ?? blob.digest, blob),
    describe: files.describe,
    close: files.close,
  };
}

async function imagesIn(files: Files): Promise<Saved> {
  const saved = Saved.safeParse(parse(await document(files, MANIFEST)));
  if (saved.success) return saved.data;
  throw damaged(files, `its ${MANIFEST} is not that of a \`docker save\``);
}

type Layer = { readonly path: string; readonly descriptor: Descriptor };

/** The configuration names every layer by the digest of its tar; a file that is compressed has another one. */
async function layersOf(files: Files, config: Uint8Array, paths: readonly string[]): Promise<Layer[]> {
  const parsed = Config.safeParse(parse(config));
  if (!parsed.success) throw damaged(files, "its configuration is not that of an image");
  const ids = parsed.data.rootfs.diff_ids;
  if (ids.length !== paths.length) {
    throw damaged(files, `it has ${paths.length} layers, and its configuration names ${ids.length}`);
  }
  const layers: Layer[] = [];
  for (const [at, path] of paths.entries()) {
    const size = await files.size(path);
    if (size === undefined) throw damaged(files, `its layer ${path} is missing`);
    const compression = await compressionOf(files.bytes(path));
    const digest = compression === "none" ? ids[at] : await digestOf(files, path);
    layers.push({ path, descriptor: { mediaType: LAYER_TYPES[compression], digest: digest ?? "", size } });
  }
  return layers;
}

async function digestOf(files: Files, path: string): Promise<string> {
  const hash = createHash("sha256");
  for await (const chunk of files.bytes(path)) hash.update(chunk);
  return `sha256:${hash.digest("hex")}`;
}

async function document(files: Files, name: string): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = await readDocument(files, name);
  if (bytes === undefined) throw damaged(files, `its ${name} is missing`);
  return bytes;
}

function parse(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    return undefined;
  }
}
