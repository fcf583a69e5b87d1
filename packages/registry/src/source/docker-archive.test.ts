import { randomBytes } from "node:crypto";
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import { afterAll, beforeAll, expect, it } from "vitest";
import { newLayout, sha256, TYPES, tarOf } from "../../test/oci-material.ts";
import { contentsOf, type Descriptor } from "../client/manifest.ts";
import { openImageFile } from "./image-file.ts";
import type { ImageSource } from "./image-source.ts";

let home: string;
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), "saved-test-"));
});
afterAll(() => rm(home, { recursive: true }));

const open = (path: string, image?: string) => openImageFile(path, { folder: home, image });

/** As docker before 25 wrote it: a folder a layer, a layer that comes again as a link to where it was first. */
async function saved(layers: readonly Buffer[], change: { tags?: string[]; ids?: string[] } = {}): Promise<string> {
  const folder = await mkdtemp(join(home, "save-"));
  const paths: string[] = [];
  for (const [at, layer] of layers.entries()) {
    const path = `${sha256(`folder ${at}`).slice(7)}/layer.tar`;
    const first = layers.indexOf(layer);
    await mkdir(join(folder, path, ".."));
    if (first < at) await symlink(`../${paths[first]}`, join(folder, path));
    else await writeFile(join(folder, path), layer);
    paths.push(path);
  }
  const plain = layers.map((layer) => (layer[0] === 0x1f ? gunzipSync(layer) : layer));
  const config = JSON.stringify({ os: "linux", rootfs: { type: "layers", diff_ids: change.ids ?? plain.map(sha256) } });
  const name = `${sha256(config).slice(7)}.json`;
  await writeFile(join(folder, name), config);
  const about = [{ Config: name, RepoTags: change.tags ?? ["app:one"], Layers: paths }];
  await writeFile(join(folder, "manifest.json"), JSON.stringify(about));
  return folder;
}

function layersOf({ root }: ImageSource): readonly Descriptor[] {
  return contentsOf(root).blobs.slice(1);
}

async function bytesOf(source: ImageSource, blob: Descriptor): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of source.blob(blob)) chunks.push(chunk);
  return Buffer.concat(chunks);
}

const noise = Buffer.concat([randomBytes(300_000), Buffer.alloc(300_000)]);

it("compresses uncompressed layers, each once and reproducibly", async () => {
  const other = Buffer.from("another layer ".repeat(5000));
  const path = await tarOf(await saved([noise, other, noise]), join(home, "legacy.tar"));
  const [first, second] = [await open(path), await open(path, "app:one")];
  expect(first.root.bytes).toEqual(second.root.bytes);
  const layers = layersOf(first);
  expect(layers.map(({ mediaType }) => mediaType)).toEqual([TYPES.gzip, TYPES.gzip, TYPES.gzip]);
  expect(layers[2]).toEqual(layers[0]);
  for (const [at, layer] of layers.entries()) {
    const bytes = await bytesOf(first, layer);
    expect(sha256(bytes)).toBe(layer.digest);
    expect(bytes.byteLength).toBe(layer.size);
    expect(gunzipSync(bytes).equals([noise, other, noise][at] ?? Buffer.alloc(0))).toBe(true);
    expect(bytes.subarray(0, 8).toString("hex")).toBe("1f8b080000000000"); // no name, no time
  }
  const [config] = contentsOf(first.root).blobs;
  expect(sha256(await bytesOf(first, config ?? layers[0] ?? { digest: "", size: 0, mediaType: "" }))).toBe(
    config?.digest,
  );
  expect((await readdir(home)).filter((name) => name.startsWith("deploy-actions-"))).toEqual([]);
  await Promise.all([first.close(), second.close()]);
});

it("does not change layers that are already compressed", async () => {
  const packed = gzipSync(noise);
  const source = await open(await saved([packed]));
  expect(layersOf(source)).toEqual([{ mediaType: TYPES.gzip, digest: sha256(packed), size: packed.byteLength }]);
  expect((await bytesOf(source, layersOf(source)[0] ?? { digest: "", size: 0, mediaType: "" })).equals(packed)).toBe(
    true,
  );
});

it("compresses a layout from an engine that stores layers unpacked, and keeps the ID", async () => {
  const layout = await newLayout(join(home, "unpacked"));
  const layer = await layout.blob(TYPES.tar, noise);
  const config = await layout.blob(TYPES.config, JSON.stringify({ rootfs: { diff_ids: [layer.digest] } }));
  const image = { schemaVersion: 2, mediaType: TYPES.manifest, config, layers: [layer], annotations: { a: "b" } };
  await layout.offer([await layout.blob(TYPES.manifest, JSON.stringify(image))]);
  const asIs = await open(layout.folder);
  expect(layersOf(asIs)).toEqual([layer]);

  const path = (digest: string): string => `blobs/${digest.replace(":", "/")}`;
  const about = { Config: path(config.digest), RepoTags: ["app:one"], Layers: [path(layer.digest)] };
  await writeFile(
    join(layout.folder, "manifest.json"),
    JSON.stringify([{ ...about, LayerSources: { [layer.digest]: layer } }]),
  );
  const smaller = await open(layout.folder);
  expect(JSON.parse(new TextDecoder().decode(smaller.root.bytes))).toMatchObject({ config, annotations: { a: "b" } });
  expect(layersOf(smaller)[0]?.size).toBeLessThan(350_000);

  await writeFile(join(layout.folder, "manifest.json"), JSON.stringify([about])); // as containerd's image store writes it
  expect((await open(layout.folder)).root.digest).toBe(asIs.root.digest);
});

it("detects a layer that the configuration does not list, and leaves no file behind", async () => {
  const folder = await saved([noise, Buffer.from("x")], { ids: [sha256("something else"), sha256("x")] });
  await expect(open(folder)).rejects.toMatchObject({
    reason: "damaged",
    message: expect.stringMatching(new RegExp(sha256(noise))),
  });
  expect((await readdir(home)).filter((name) => name.startsWith("deploy-actions-"))).toEqual([]);
});

it.each([
  [
    "a missing layer",
    (folder: string) => rm(join(folder, sha256("folder 0").slice(7)), { recursive: true }),
    /layer \w+\/layer\.tar is missing/,
  ],
  [
    "a missing configuration",
    async (folder: string) => {
      for (const name of await readdir(folder)) if (/^\w{64}\.json$/.test(name)) await rm(join(folder, name));
    },
    /\.json is missing/,
  ],
  [
    "another manifest.json",
    (folder: string) => writeFile(join(folder, "manifest.json"), "{}"),
    /not that of a `docker save`/,
  ],
  [
    "a layer too few",
    async (folder: string) => {
      const [image] = JSON.parse(await readFile(join(folder, "manifest.json"), "utf8"));
      await writeFile(join(folder, "manifest.json"), JSON.stringify([{ ...image, Layers: [] }]));
    },
    /has 0 layers, but its configuration lists 1/,
  ],
])("refuses %s", async (_, damage, message) => {
  const folder = await saved([noise]);
  await damage(folder);
  await expect(open(folder)).rejects.toMatchObject({
    reason: "damaged",
    message,
    state: "Nothing was tagged in any registry.",
  });
});

it("lists the images if another one is requested", async () => {
  const folder = await saved([noise], { tags: ["app:one", "ghcr.io/acme/app:dev-1"] });
  await expect(open(folder, "app:two")).rejects.toMatchObject({
    reason: "no-image",
    message: `The folder ${folder} does not contain "app:two": app:one = ghcr.io/acme/app:dev-1.`,
  });
  expect(contentsOf((await open(folder, "docker.io/library/app:one")).root).blobs).toHaveLength(2);
});

it("does not follow a link forever", async () => {
  const folder = await saved([noise]);
  const path = `${sha256("folder 0").slice(7)}/layer.tar`;
  await rm(join(folder, path));
  await symlink("layer.tar", join(folder, path));
  await expect(open(await tarOf(folder, join(home, "loop.tar")))).rejects.toMatchObject({
    message: expect.stringMatching(/is missing/),
  });
  await expect(open(folder)).rejects.toMatchObject({ reason: "damaged" });
});
