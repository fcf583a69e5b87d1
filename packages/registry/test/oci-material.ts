// Images made of a few bytes, written as the tools write them: an OCI layout in a folder, and tars by the machine's own tar.
import { execFile } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

type Blob = { readonly mediaType: string; readonly digest: string; readonly size: number };
/** A layout in a folder that a test can add to and damage. */
export type Layout = {
  readonly folder: string;
  blob(mediaType: string, bytes: Uint8Array | string): Promise<Blob>;
  /** An image of the given layers; each gets its own random bytes unless given. */
  image(layers: readonly (Uint8Array | string)[], about?: object): Promise<Blob & { readonly layers: readonly Blob[] }>;
  index(children: readonly object[]): Promise<Blob>;
  /** Writes index.json. */
  offer(manifests: readonly object[]): Promise<void>;
  /** Where a blob lies. */
  path(digest: string): string;
};

export const TYPES = {
  index: "application/vnd.oci.image.index.v1+json",
  manifest: "application/vnd.oci.image.manifest.v1+json",
  config: "application/vnd.oci.image.config.v1+json",
  gzip: "application/vnd.oci.image.layer.v1.tar+gzip",
  tar: "application/vnd.oci.image.layer.v1.tar",
} as const;

export function sha256(bytes: Uint8Array | string): string {
  return `sha256:${createHash("sha256").update(bytes).digest("hex")}`;
}

export async function newLayout(folder: string): Promise<Layout> {
  const path = (digest: string): string => join(folder, "blobs", digest.replace(":", "/"));
  const blob = async (mediaType: string, bytes: Uint8Array | string): Promise<Blob> => {
    const digest = sha256(bytes);
    await mkdir(dirname(path(digest)), { recursive: true });
    await writeFile(path(digest), bytes);
    return { mediaType, digest, size: Buffer.byteLength(bytes) };
  };
  const json = (mediaType: string, document: object): Promise<Blob> => blob(mediaType, JSON.stringify(document));
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, "oci-layout"), '{"imageLayoutVersion":"1.0.0"}');
  return {
    folder,
    path,
    blob,
    async image(contents, about = {}) {
      const layers: Blob[] = [];
      for (const bytes of contents) layers.push(await blob(TYPES.gzip, bytes));
      const config = await json(TYPES.config, {
        architecture: "amd64",
        os: "linux",
        nonce: randomBytes(4).toString("hex"),
      });
      const made = { schemaVersion: 2, mediaType: TYPES.manifest, config, layers, ...about };
      return { ...(await json(TYPES.manifest, made)), layers };
    },
    index: (manifests) => json(TYPES.index, { schemaVersion: 2, mediaType: TYPES.index, manifests }),
    async offer(manifests) {
      await writeFile(join(folder, "index.json"), JSON.stringify({ schemaVersion: 2, manifests }));
    },
  };
}

/** Packs a folder with the machine's tar; `options` go before the names. */
export async function tarOf(folder: string, file: string, options: readonly string[] = []): Promise<string> {
  await run("tar", ["-cf", file, ...options, "-C", folder, "."]);
  return file;
}
