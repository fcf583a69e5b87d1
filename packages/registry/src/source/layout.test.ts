import { randomBytes } from "node:crypto";
import { appendFile, cp, mkdtemp, readdir, readFile, rm, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync, zstdCompressSync } from "node:zlib";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type Layout, newLayout, sha256, tarOf } from "../../test/oci-material.ts";
import { openImageFile, openImageStream } from "./image-file.ts";
import type { ImageSource } from "./image-source.ts";

let home: string;
let layout: Layout;
let count = 0;
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), "layout-test-"));
});
afterAll(() => rm(home, { recursive: true }));
beforeEach(async () => {
  layout = await newLayout(join(home, String(++count)));
});

const open = (path: string, image?: string) => openImageFile(path, { folder: home, image });

async function bytesOf(source: ImageSource, blob: Parameters<ImageSource["blob"]>[0]): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of source.blob(blob)) chunks.push(chunk);
  return Buffer.concat(chunks);
}

describe("an image with one layer", () => {
  const layer = randomBytes(700_000);

  /** Every form of the same layout. Each returns a path. */
  const forms: Record<string, (folder: string) => Promise<string>> = {
    "a folder": async (folder) => folder,
    "a tar": (folder) => tarOf(folder, `${folder}.tar`),
    "a pax tar": (folder) => tarOf(folder, `${folder}.tar`, ["--format=pax", "--sort=name"]),
    "a tar with names longer than a header holds": (folder) =>
      tarOf(folder, `${folder}.tar`, ["--format=gnu", `--transform=s,^\\./,./${"sub/../".repeat(20)},`]),
    "a tar with gzip": async (folder) => compressed(await tarOf(folder, `${folder}.tar`), gzipSync),
    "a tar with zstd": async (folder) => compressed(await tarOf(folder, `${folder}.tar`), zstdCompressSync),
  };
  async function compressed(path: string, by: (bytes: Buffer) => Buffer): Promise<string> {
    await writeFile(`${path}.z`, by(await readFile(path)));
    return `${path}.z`;
  }

  it.each(Object.keys(forms))("is read from %s", async (form) => {
    const image = await layout.image([layer]);
    await layout.offer([image]);
    const source = await open((await forms[form]?.(layout.folder)) ?? "");
    expect(source.root).toMatchObject({ digest: image.digest, mediaType: image.mediaType });
    expect(sha256(source.root.bytes)).toBe(image.digest);
    expect((await bytesOf(source, { ...image, ...image.layers[0] })).equals(layer)).toBe(true);
    await source.close();
  });

  it("is read from a stream, which leaves no file behind", async () => {
    const image = await layout.image([layer]);
    await layout.offer([image]);
    const bytes = await readFile(await tarOf(layout.folder, join(home, "streamed.tar")));
    const spooled = await mkdtemp(join(home, "spool-"));
    const source = await openImageStream(inPieces(bytes), "what docker save wrote", { folder: spooled });
    expect(await readdir(spooled)).toEqual([]);
    expect((await bytesOf(source, { ...image, ...image.layers[0] })).equals(layer)).toBe(true);
    await source.close();
  });
});

async function* inPieces(bytes: Buffer): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += 33_333) yield bytes.subarray(at, at + 33_333);
}

describe("which image", () => {
  const named = (blob: object, name: string, tag: string) => ({
    ...blob,
    annotations: { "io.containerd.image.name": name, "org.opencontainers.image.ref.name": tag },
  });

  it.each(["app:one", "docker.io/library/app:one", "one"])("is selected by %s", async (wanted) => {
    const [one, two] = [await layout.image(["1"]), await layout.image(["2"])];
    await layout.offer([
      named(one, "docker.io/library/app:one", "one"),
      named(two, "docker.io/library/app:two", "two"),
    ]);
    const source = await open(layout.folder, wanted);
    expect(source.root.digest).toBe(one.digest);
  });

  it("is selected by digest, and need not be named if all names are of the same image", async () => {
    const [one, two] = [await layout.image(["1"]), await layout.image(["2"])];
    await layout.offer([one, two]);
    expect((await open(layout.folder, two.digest)).root.digest).toBe(two.digest);
    await layout.offer([named(one, "docker.io/library/app:a", "a"), named(one, "docker.io/library/app:b", "b")]);
    expect((await open(layout.folder)).root.digest).toBe(one.digest);
  });

  it("must be named if there are several, which the error lists", async () => {
    const [one, two] = [await layout.image(["1"]), await layout.image(["2"])];
    await layout.offer([named(one, "docker.io/library/app:one", "one"), two]);
    const listed = `docker.io/library/app:one = one, ${two.digest}`;
    await expect(open(layout.folder)).rejects.toMatchObject({
      reason: "no-image",
      message: `The folder ${layout.folder} contains 2 images: ${listed}.`,
    });
    await expect(open(layout.folder, "app:three")).rejects.toMatchObject({
      message: `The folder ${layout.folder} does not contain "app:three": ${listed}.`,
      next: expect.stringContaining("Select one of them"),
    });
  });

  it("cannot be selected from an empty layout", async () => {
    await layout.offer([]);
    await expect(open(layout.folder)).rejects.toMatchObject({
      reason: "no-image",
      message: expect.stringMatching(/contains no image\./),
    });
  });
});

describe("an index", () => {
  it("of 20 platforms with an attestation each is checked completely", async () => {
    const children = [];
    for (let at = 0; at < 20; at++) {
      const image = await layout.image([`layer ${at}`]);
      const proof = await layout.image([`statement ${at}`]);
      const platform = { os: "linux", architecture: `arch${at}` };
      const annotations = {
        "vnd.docker.reference.digest": image.digest,
        "vnd.docker.reference.type": "attestation-manifest",
      };
      children.push(
        { ...image, platform },
        { ...proof, platform: { os: "unknown", architecture: "unknown" }, annotations },
      );
    }
    const index = await layout.index(children);
    await layout.offer([index]);
    const source = await open(layout.folder);
    for (const { digest } of children) expect((await source.manifest(digest)).digest).toBe(digest);
    await rm(layout.path(children[39]?.layers[0]?.digest ?? ""));
    await expect(open(layout.folder)).rejects.toMatchObject({
      reason: "damaged",
      message: expect.stringMatching(/1 of the blobs/),
    });
  });

  it("of which an engine has one platform gives an error with that platform's digest", async () => {
    const [here, elsewhere] = [await layout.image(["here"]), await layout.image(["elsewhere"])];
    await layout.offer([await layout.index([here, elsewhere])]);
    await rm(layout.path(elsewhere.digest));
    await expect(open(layout.folder)).rejects.toMatchObject({
      reason: "damaged",
      next: expect.stringContaining(`by its digest (${here.digest})`),
    });
    expect((await open(layout.folder, here.digest)).root.digest).toBe(here.digest);
    await expect(open(layout.folder, sha256("other"))).rejects.toMatchObject({ reason: "no-image" });
  });

  it("may contain an index, and the same manifest twice", async () => {
    const image = await layout.image(["1"]);
    const index = await layout.index([await layout.index([image]), image]);
    await layout.offer([index]);
    const source = await open(layout.folder);
    expect((await source.manifest(image.digest)).digest).toBe(image.digest);
    await expect(source.manifest(sha256("other"))).rejects.toMatchObject({ reason: "damaged" });
  });
});

describe("damage", () => {
  let image: Awaited<ReturnType<Layout["image"]>>;
  let digest: string;
  beforeEach(async () => {
    image = await layout.image([randomBytes(600_000)]);
    digest = image.layers[0]?.digest ?? "";
    await layout.offer([image]);
  });

  it("by a missing blob is rejected before anything is read", async () => {
    await rm(layout.path(digest));
    await expect(open(layout.folder)).rejects.toMatchObject({
      reason: "damaged",
      message: `The folder ${layout.folder} is damaged: 1 of the blobs of ${image.digest} are missing, the first one being ${digest}.`,
      next: expect.stringContaining("Write the layout or archive again"),
    });
  });

  it("by a blob of the wrong size is rejected", async () => {
    await appendFile(layout.path(digest), "x");
    await expect(open(layout.folder)).rejects.toMatchObject({
      message: expect.stringMatching(/has 600001 bytes instead of 600000/),
    });
    await truncate(layout.path(digest), 5);
    await expect(open(layout.folder)).rejects.toMatchObject({
      message: expect.stringMatching(/has 5 bytes instead of 600000/),
    });
  });

  it("by a changed byte is detected before the last chunk is passed on", async () => {
    const bytes = await readFile(layout.path(digest));
    bytes[3] = (bytes[3] ?? 0) ^ 1;
    await writeFile(layout.path(digest), bytes);
    const source = await open(layout.folder);
    let size = 0;
    const reading = (async () => {
      for await (const chunk of source.blob({ ...image, ...image.layers[0], digest })) size += chunk.byteLength;
    })();
    await expect(reading).rejects.toMatchObject({
      reason: "damaged",
      message: expect.stringMatching(new RegExp(`${sha256(bytes)}`)),
    });
    expect(size).toBeLessThan(600_000);
  });

  it("by a changed manifest is rejected", async () => {
    await appendFile(layout.path(image.digest), " ");
    await expect(open(layout.folder)).rejects.toMatchObject({
      reason: "damaged",
      message: expect.stringMatching(/its manifest sha256:\w+ has the digest/),
    });
    await rm(layout.path(image.digest));
    await expect(open(layout.folder)).rejects.toMatchObject({
      message: expect.stringMatching(/the manifest sha256:\w+ from its index is missing/),
    });
  });

  it.each(["not json", "[]", '{"manifests":[{"digest":"../../etc/passwd","size":1,"mediaType":"x"}]}'])(
    "by an index.json of %s is rejected",
    async (text) => {
      await writeFile(join(layout.folder, "index.json"), text);
      await expect(open(layout.folder)).rejects.toMatchObject({
        message: expect.stringMatching(/index\.json is not an OCI index/),
      });
    },
  );

  it("by truncation is detected, wherever it is", async () => {
    const path = await tarOf(layout.folder, join(home, "whole.tar"), ["--blocking-factor=1"]);
    const { length } = await readFile(path);
    const lengths = [length - 1024, length - 1300, length - 300_000, 700, 512, 100];
    for (const cut of lengths) {
      await cp(path, `${path}.cut`);
      await truncate(`${path}.cut`, cut);
      await expect(open(`${path}.cut`), `${cut} of ${length}`).rejects.toMatchObject({ reason: "damaged" });
    }
    await writeFile(`${path}.gz`, gzipSync(await readFile(path)).subarray(0, -2000));
    await expect(open(`${path}.gz`)).rejects.toMatchObject({
      message: expect.stringMatching(/truncated or not valid gzip/),
    });
  });

  it("by a changed byte in a header is detected", async () => {
    const path = await tarOf(layout.folder, join(home, "flipped.tar"));
    const bytes = await readFile(path);
    bytes[512 + 10] = 0x7f;
    await writeFile(path, bytes);
    await expect(open(path)).rejects.toMatchObject({
      message: expect.stringMatching(/the tar is corrupt at byte 512/),
    });
  });
});

describe("what is not an image", () => {
  it("is a missing file, a file that is not a tar, or a tar of something else", async () => {
    await expect(open(join(home, "none"))).rejects.toMatchObject({
      reason: "no-image",
      message: expect.stringMatching(/There is no file/),
    });
    await writeFile(join(home, "text"), "hello ".repeat(200));
    await expect(open(join(home, "text"))).rejects.toMatchObject({ message: expect.stringMatching(/it is not a tar/) });
    await writeFile(join(home, "empty"), "");
    await expect(open(join(home, "empty"))).rejects.toMatchObject({
      message: expect.stringMatching(/it is not a tar/),
    });
    const other = await mkdtemp(join(home, "other-"));
    await writeFile(join(other, "readme"), "hello");
    await expect(open(await tarOf(other, `${other}.tar`))).rejects.toMatchObject({
      message: expect.stringMatching(/neither the index\.json/),
    });
    await expect(open(other)).rejects.toMatchObject({ message: expect.stringMatching(/neither the index\.json/) });
  });
});
