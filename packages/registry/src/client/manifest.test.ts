import { expect, it } from "vitest";
import { configDigest, contentsOf, digestLike, type Manifest } from "./manifest.ts";

const digest = (letter: string): string => `sha256:${letter.repeat(64)}`;
const descriptor = (letter: string, mediaType = "application/octet-stream") => ({
  mediaType,
  digest: digest(letter),
  size: 1,
});

function manifest(document: unknown): Manifest {
  const bytes = new TextEncoder().encode(JSON.stringify(document));
  return { bytes, digest: digestLike("tag", bytes), mediaType: "application/vnd.oci.image.manifest.v1+json" };
}

it("lists the config and layers of an image, and the children of an index", () => {
  const image = manifest({ config: descriptor("a"), layers: [descriptor("b"), descriptor("c")] });
  expect(contentsOf(image)).toMatchObject({
    children: [],
    blobs: [{ digest: digest("a") }, { digest: digest("b") }, { digest: digest("c") }],
  });
  expect(configDigest(image)).toBe(digest("a"));
  const index = manifest({ manifests: [descriptor("d")] });
  expect(contentsOf(index)).toMatchObject({ children: [{ digest: digest("d") }], blobs: [] });
  expect(configDigest(index)).toBeUndefined();
});

it("leaves out layers that are not stored in the registry", () => {
  const foreign = descriptor("b", "application/vnd.docker.image.rootfs.foreign.diff.tar.gzip");
  expect(contentsOf(manifest({ config: descriptor("a"), layers: [foreign] })).blobs).toHaveLength(1);
});

it.each([
  ["schema 1", { schemaVersion: 1, fsLayers: [] }],
  ["an invalid digest", { config: { ...descriptor("a"), digest: "sha256:xyz" }, layers: [] }],
  ["a size below zero", { config: { ...descriptor("a"), size: -1 }, layers: [] }],
  ["something else", "text"],
])("refuses %s", (_, document) => {
  expect(() => contentsOf(manifest(document))).toThrow(expect.objectContaining({ reason: "rejected" }));
});

it("computes the digest a registry computes", () => {
  expect(digestLike("v1", new TextEncoder().encode(""))).toBe(
    "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
  );
  expect(digestLike("sha512:…", new Uint8Array())).toMatch(/^sha512:cf83e1/);
});
