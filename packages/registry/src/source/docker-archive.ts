// The format of `docker save` before engine 25, kaniko, bazel and jib: a manifest.json that names a configuration and layer
// files, but no manifest in a format for registries. One is created from them. The image's ID does not change.
import { createHash } from "node:crypto";
import { z } from "zod/mini";
import { type Descriptor, Digest, digestLike, type Manifest } from "../client/manifest.ts";
import { parseJson } from "../http/json.ts";
import { compressionOf } from "./compression.ts";
import { damaged, type Files, readBlob, readDocument } from "./files.ts";
import type { ImageSource } from "./image-source.ts";
import { imageManifest, LAYER_TYPES } from "./new-manifest.ts";
import { selectImage } from "./select-image.ts";

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
/** `docker save` of every image of a machine. */
const MAX_IMAGES = 1000;
/** The engine refuses more than 127. */
const MAX_LAYERS = 500;
/** In bytes: of all configurations, which are in memory together. */
const MAX_TOTAL = 64 * 1024 * 1024;

export async function isSaved(files: Files): Promise<boolean> {
  return (await files.size(MANIFEST)) !== undefined;
}

/**
 * Whether the files were written by an engine that stores layers unpacked (with a graph driver, since 25): it creates the
 * manifest for the tar only, so nothing relies on its digest and the layers may be compressed. containerd's image store
 * does not write `LayerSources`.
 */
export async function keepsLayersUnpacked(files: Files): Promise<boolean> {
  if (!(await isSaved(files))) return false;
  return (await imagesIn(files)).some(({ LayerSources }) => Object.keys(LayerSources ?? {}).length > 0);
}

/** The image that `wanted` names (a name or ID). If absent, there must be only one. Throws {@link RegistryError} `no-image` or `damaged`. */
export async function savedSource(files: Files, wanted: string | undefined): Promise<ImageSource> {
  const candidates = await candidatesIn(files);
  const { Config: path, Layers, config } = selectImage(candidates, wanted, files.describe);
  const layers = await layersOf(files, config, Layers ?? []);
  const paths = new Map(layers.map(({ descriptor, path: at }) => [descriptor.digest, at]));
  const root = imageManifest(
    config,
    layers.map(({ descriptor }) => descriptor),
  );
  paths.set(digestLike("", config), path);
  return {
    root,
    async manifest(digest): Promise<Manifest> {
      if (digest === root.digest) return root;
      throw damaged(files, `it does not contain the manifest ${digest}`);
    },
    blob: (blob) => readBlob(files, paths.get(blob.digest) ?? blob.digest, blob),
    describe: files.describe,
    close: files.close,
  };
}

async function candidatesIn(files: Files) {
  const configs = new Map<string, Uint8Array<ArrayBuffer>>();
  const candidates = [];
  let total = 0;
  for (const image of await imagesIn(files)) {
    const config = configs.get(image.Config) ?? (await document(files, image.Config));
    if (!configs.has(image.Config)) total += config.byteLength;
    if (total > MAX_TOTAL) throw damaged(files, `its configurations have more than ${MAX_TOTAL} bytes`);
    configs.set(image.Config, config);
    const names = image.RepoTags ?? [];
    candidates.push({ names, digest: digestLike("", config), value: { ...image, config } });
  }
  return candidates;
}

async function imagesIn(files: Files): Promise<Saved> {
  const saved = Saved.safeParse(parseJson(await document(files, MANIFEST)));
  const count = saved.data?.length ?? 0;
  if (count > MAX_IMAGES) throw damaged(files, `its ${MANIFEST} lists ${count} images`);
  if (saved.success) return saved.data;
  throw damaged(files, `its ${MANIFEST} is not in the format of \`docker save\``);
}

type Layer = { readonly path: string; readonly descriptor: Descriptor };

/** The configuration lists the digests of the uncompressed layers. A compressed file has another one. */
async function layersOf(files: Files, config: Uint8Array, paths: readonly string[]): Promise<Layer[]> {
  const parsed = Config.safeParse(parseJson(config));
  if (!parsed.success) throw damaged(files, "its configuration is not an image configuration");
  const ids = parsed.data.rootfs.diff_ids;
  if (ids.length !== paths.length) {
    throw damaged(files, `it has ${paths.length} layers, but its configuration lists ${ids.length}`);
  }
  if (paths.length > MAX_LAYERS) throw damaged(files, `it has ${paths.length} layers`);
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
