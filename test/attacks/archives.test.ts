// An image in a folder or tar that somebody else wrote: it names files of the machine, to have them uploaded to a registry, or never ends.
import { spawnSync } from "node:child_process";
import { mkdir, mkdtemp, realpath, rm, symlink, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openImageFile } from "../../packages/registry/src/index.ts";
import { type Layout, newLayout, sha256 } from "../../packages/registry/test/oci-material.ts";

const LINUX = process.platform === "linux";
let base: string;
let checkout: string;
/** A compressed file of the machine, outside the checkout. */
let machine: string;
const BACKUP = gzipSync("all the passwords");

beforeEach(async () => {
  base = await realpath(await mkdtemp(join(tmpdir(), "attack-archive-")));
  checkout = join(base, "checkout");
  machine = join(base, "backup.gz");
  await mkdir(checkout);
  await writeFile(machine, BACKUP);
});
afterEach(() => rm(base, { recursive: true, force: true }));

/** Opens the image and reads all of its blobs, as a push does. */
async function read(path: string): Promise<string> {
  const source = await openImageFile(path, { folder: base, checkout });
  const chunks: Uint8Array[] = [];
  try {
    const { config, layers } = JSON.parse(new TextDecoder().decode(source.root.bytes));
    for (const blob of [config, ...layers]) for await (const chunk of source.blob(blob)) chunks.push(chunk);
  } finally {
    await source.close();
  }
  return Buffer.concat(chunks).toString("latin1");
}

const pipe = (path: string) => spawnSync("sh", ["-c", 'mkfifo "$1"', "sh", path]);
const CONFIG = JSON.stringify({ rootfs: { diff_ids: [sha256("all the passwords")] } });

/** What `docker save` writes, in a folder. */
async function saved(config: string, layers: readonly string[]): Promise<string> {
  const folder = join(checkout, "image");
  await mkdir(folder);
  await writeFile(join(folder, "config.json"), CONFIG);
  await writeFile(join(folder, "manifest.json"), JSON.stringify([{ Config: config, Layers: layers }]));
  return folder;
}

describe("a pull request", () => {
  const names: readonly (readonly [string, () => readonly string[]])[] = [
    ["up from the image's folder", () => ["../../backup.gz"]],
    ["up, after going down", () => ["layer/../../../backup.gz"]],
    ["up, with the separators of Windows", () => ["..\\..\\backup.gz"]],
    ["by its full path", () => [machine]],
    ["with a NUL after it", () => ["../../backup.gz\0.tar"]],
  ];
  it.each(names)("names a layer %s, to have a file of the machine uploaded", async (_, layers) => {
    await expect(read(await saved("config.json", layers()))).rejects.toMatchObject({
      reason: "damaged",
      message: expect.stringContaining("not a file in it"),
    });
  });

  it("names a configuration outside the image's folder", async () => {
    await writeFile(join(base, "secret.json"), CONFIG);
    await expect(read(await saved("../../secret.json", []))).rejects.toMatchObject({ reason: "damaged" });
  });

  it.each(["absolute", "relative"])("makes a layer of a saved image an %s link to a file outside", async (how) => {
    const folder = await saved("config.json", ["layer.tar"]);
    await symlink(how === "absolute" ? machine : "../../backup.gz", join(folder, "layer.tar"));
    await expect(read(folder)).rejects.toMatchObject({
      message: expect.stringMatching(/leads to .*backup\.gz, outside/),
    });
  });

  it("makes a folder of a saved image a link outside", async () => {
    const folder = await saved("config.json", ["up/backup.gz"]);
    await symlink("../..", join(folder, "up"));
    await expect(read(folder)).rejects.toMatchObject({ message: expect.stringContaining("outside") });
  });

  it.runIf(LINUX).each<[string, (path: string) => unknown, RegExp]>([
    ["this process's environment", (path) => symlink("/proc/self/environ", path), /outside/],
    ["a device that never ends", (path) => symlink("/dev/zero", path), /outside/],
    ["a pipe", pipe, /is a pipe/],
  ])("makes a layer %s", async (_, make, why) => {
    const folder = await saved("config.json", ["layer.tar"]);
    await make(join(folder, "layer.tar"));
    await expect(read(folder)).rejects.toMatchObject({ reason: "damaged", message: expect.stringMatching(why) });
  });

  const layouts: readonly (readonly [string, (layout: Layout, digest: string) => Promise<unknown>])[] = [
    [
      "a blob of a layout a link to a file of the machine with that digest",
      async (layout, digest) => {
        await rm(layout.path(digest));
        await symlink(machine, layout.path(digest));
      },
    ],
    [
      "the blobs of a layout a link outside",
      async (layout) => {
        spawnSync("mv", [join(layout.folder, "blobs"), join(base, "blobs")]);
        await symlink(join(base, "blobs"), join(layout.folder, "blobs"));
      },
    ],
    [
      "the index of a layout a link outside",
      async (layout) => {
        spawnSync("mv", [join(layout.folder, "index.json"), join(base, "index.json")]);
        await symlink(join(base, "index.json"), join(layout.folder, "index.json"));
      },
    ],
    [
      "the index of a layout a pipe",
      async (layout) => {
        await rm(join(layout.folder, "index.json"));
        pipe(join(layout.folder, "index.json"));
      },
    ],
    [
      "a blob of a layout a pipe",
      async (layout, digest) => {
        await rm(layout.path(digest));
        pipe(layout.path(digest));
      },
    ],
  ];
  it.runIf(LINUX).each(layouts)("makes %s", async (_, harm) => {
    const layout = await newLayout(join(checkout, "layout"));
    const image = await layout.image([BACKUP]);
    await layout.offer([image]);
    expect(await read(layout.folder)).toContain(BACKUP.toString("latin1"));
    await harm(layout, sha256(BACKUP));
    await expect(read(layout.folder)).rejects.toMatchObject({
      reason: "damaged",
      message: expect.stringMatching(/outside|is a pipe/),
    });
  });

  it.each(["folder", "file"])("makes the image's %s a link out of the checkout", async (what) => {
    const layout = await newLayout(join(base, "elsewhere"));
    await layout.offer([await layout.image([BACKUP])]);
    const path = join(checkout, "image");
    await symlink(what === "folder" ? layout.folder : machine, path);
    await expect(read(path)).rejects.toMatchObject({ message: expect.stringContaining("outside") });
  });

  it.runIf(LINUX).each<[string, (path: string) => unknown]>([
    ["a pipe", pipe],
    ["a broken link", (path) => symlink("nowhere", path)],
    ["a link to itself", (path) => symlink("image", path)],
  ])("makes the image's file %s", async (_, make) => {
    const path = join(checkout, "image");
    await make(path);
    await expect(read(path)).rejects.toMatchObject({ reason: "no-image" });
  });

  it("lists more manifests than an image has", async () => {
    const layout = await newLayout(join(checkout, "layout"));
    const image = await layout.image([]);
    await layout.offer(Array(5000).fill(image));
    await expect(read(layout.folder)).rejects.toMatchObject({ message: expect.stringContaining("5000 manifests") });
  });

  it("has manifests that together do not fit into memory", async () => {
    const layout = await newLayout(join(checkout, "layout"));
    const children = [];
    for (let at = 0; at < 10; at += 1) children.push(await layout.image([], { at, padding: "x".repeat(8_000_000) }));
    await layout.offer([await layout.index(children)]);
    await expect(read(layout.folder)).rejects.toMatchObject({ message: expect.stringContaining("more than 67108864") });
  });

  it.each<[string, string, string]>([
    ["an index", "index.json", "{}"],
    ["a manifest.json", "manifest.json", "[]"],
  ])("has %s that does not fit into memory", async (_, name, text) => {
    const folder = join(checkout, "image");
    await mkdir(folder);
    await writeFile(join(folder, "oci-layout"), "{}");
    await writeFile(join(folder, name), text);
    await truncate(join(folder, name), 2 ** 33);
    await expect(read(folder)).rejects.toMatchObject({ message: expect.stringContaining("too many for such a file") });
  });

  it.each<[string, object[], string]>([
    ["images", Array(2000).fill({ Config: "config.json", Layers: [] }), "lists 2000 images"],
    ["layers", [{ Config: "config.json", Layers: Array(2000).fill("config.json") }], "2000 layers"],
  ])("lists thousands of %s in a saved image", async (_, manifest, why) => {
    const folder = await saved("config.json", []);
    const ids = Array(2000).fill(sha256("x"));
    await writeFile(join(folder, "config.json"), JSON.stringify({ rootfs: { diff_ids: ids } }));
    await writeFile(join(folder, "manifest.json"), JSON.stringify(manifest));
    await expect(read(folder)).rejects.toMatchObject({ message: expect.stringContaining(why) });
  });
});

/** One header of a tar, with a correct checksum (POSIX ustar). */
function header(name: string, type: string, size: string | Buffer = "", link = ""): Buffer {
  const block = Buffer.alloc(512);
  block.write(name, 0, 100);
  block.write("0000644\0", 100);
  if (typeof size === "string") block.write(size.padStart(11, "0"), 124);
  else size.copy(block, 124);
  block.fill(" ", 148, 156);
  block.write(type, 156);
  block.write(link, 157, 100);
  block.write("ustar\x0000", 257);
  const sum = block.reduce((total, byte) => total + byte, 0);
  block.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148);
  return block;
}

function file(name: string, text: string, type = "0"): Buffer {
  const padded = Buffer.alloc(Math.ceil(text.length / 512) * 512);
  padded.write(text, "latin1");
  return Buffer.concat([header(name, type, text.length.toString(8)), padded]);
}

/** A size in base 256: 12 bytes, the first one 0x80 or 0xff. */
const base256 = (...bytes: number[]) => Buffer.from([...bytes, ...Array(12 - bytes.length).fill(0)]);
const END = Buffer.alloc(1024);
const layoutFile = file("oci-layout", "{}");

describe("a tool", () => {
  const tars: readonly (readonly [string, () => readonly Buffer[]])[] = [
    ["an entry with a negative size", () => [header("a", "0", Buffer.alloc(12, 0xff)), layoutFile]],
    [
      "a negative size of one block, which leads back",
      () => [header("a", "0", Buffer.from([...Array(10).fill(0xff), 0xfe, 0]))],
    ],
    ["a negative size in a pax header", () => [file("p", "13 size=-512\n", "x"), header("a", "0")]],
    [
      "a size in a pax header that is not a number",
      () => [file("p", "14 size=hello\n", "x"), header("a", "0", "hello")],
    ],
    [
      "a size larger than a number can hold",
      () => [header("a", "0", base256(0x80, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff))],
    ],
    ["a size in an unknown encoding", () => [header("a", "0", base256(0xc0, 1))]],
    ["an entry of eight exabytes", () => [header("index.json", "0", base256(0x80, 0, 0, 0, 0x7f)), layoutFile]],
    ["no end", () => [layoutFile.subarray(0, 700)]],
    [
      "an index that is a symbolic link to a file of the machine",
      () => [layoutFile, header("index.json", "2", "", "/etc/passwd")],
    ],
    ["an index that is a symbolic link up", () => [layoutFile, header("index.json", "2", "", "../../../etc/passwd")]],
    [
      "an index that is a hard link to a file of the machine",
      () => [layoutFile, header("index.json", "1", "", "/etc/passwd")],
    ],
    ["an index that is a link to itself", () => [layoutFile, header("index.json", "2", "", "index.json")]],
    [
      "two links that lead to each other",
      () => [layoutFile, header("index.json", "2", "", "b"), header("b", "2", "", "index.json")],
    ],
    ["an index that is a device", () => [layoutFile, header("index.json", "3")]],
    ["an index that is a pipe", () => [layoutFile, header("index.json", "6")]],
    ["an index that is a folder", () => [layoutFile, header("index.json", "5")]],
    ["a sparse index", () => [layoutFile, header("index.json", "S", "17777777777")]],
    ["a name longer than any path", () => [file("n", `${"a/".repeat(5000)}x`, "L"), file("x", "y"), layoutFile]],
    ["a pax header of a gigabyte", () => [header("p", "x", "10000000000")]],
    ["a pax header of two megabytes", () => [file("p", "x".repeat(2_000_000), "x")]],
    ["more entries than an image has", () => [layoutFile, ...Array(100_001).fill(header("d", "5"))]],
    ["the same entry without end", () => [layoutFile, ...Array(100_001).fill(header("index.json", "0"))]],
    ["only extension headers", () => Array(50_001).fill(file("p", "9 a=hello\n", "x"))],
  ];
  it.each(tars)("writes a tar with %s", async (_, blocks) => {
    const path = join(checkout, "image.tar");
    await writeFile(path, Buffer.concat([...blocks(), END]));
    await expect(read(path)).rejects.toMatchObject({ reason: expect.stringMatching(/damaged|no-image/) });
  });

  it("writes a small file that unpacks to more than the disk holds", async () => {
    const path = join(checkout, "image.tar.gz");
    const zeros = Buffer.alloc(300 * 1024 * 1024);
    await writeFile(path, gzipSync(zeros, { level: 1 }));
    await expect(read(path)).rejects.toMatchObject({ message: expect.stringContaining("which no image does") });
  });

  it("compresses a file again and again, each time a thousandfold", async () => {
    const path = join(checkout, "image.tar.gz");
    await writeFile(path, gzipSync(gzipSync(gzipSync(Buffer.alloc(1024 * 1024)))));
    await expect(read(path)).rejects.toMatchObject({ message: expect.stringContaining("not a tar") });
  });

  it("nests JSON deeper than a stack is", async () => {
    const layout = await newLayout(join(checkout, "layout"));
    await writeFile(join(layout.folder, "index.json"), "[".repeat(4_000_000));
    await expect(read(layout.folder)).rejects.toMatchObject({ reason: "damaged" });
  });
});
