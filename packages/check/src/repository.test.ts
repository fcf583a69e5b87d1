import { execFileSync } from "node:child_process";
import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openRepository } from "./repository.ts";

let folder = "";
let root = "";
const put = async (path: string, content: string | Uint8Array) => {
  await mkdir(dirname(join(root, path)), { recursive: true });
  await writeFile(join(root, path), content);
};
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "itv-"));
  root = join(folder, "repository");
  await put("compose.yml", "\ufeffservices: {}\n");
  await put("b/compose.yml", "");
  await put("a/deep/compose.yml", "");
  await put("a/deep/x.yml", "");
  await put("a-b/y.yml", "");
  await put(".git/compose.yml", "");
  await put("node_modules/p/compose.yml", "");
  await put("image.bin", new Uint8Array([1, 0, 2]));
  await put("latin.yml", new Uint8Array([0x61, 0xe9]));
  await put("huge.yml", "#".repeat(1_048_577));
  await writeFile(join(folder, "secret.yml"), "outside");
});
afterAll(() => rm(folder, { recursive: true }));

describe("reading", () => {
  it("returns the text, with a place for every offset", () => {
    const template = openRepository(root).read("compose.yml");
    expect(template?.text).toBe("services: {}\n");
    expect(template?.place(10, 12).range()).toEqual({ start: { line: 1, column: 11 }, end: { line: 1, column: 13 } });
    expect(template?.place(10, 12).path).toBe("compose.yml");
  });
  it.each([
    ["nothing there", "gone.yml", "This file does not exist"],
    ["a folder", "a", "not a file"],
    ["binary data", "image.bin", "NUL bytes"],
    ["another encoding", "latin.yml", "not UTF-8"],
    ["a huge file", "huge.yml", "1048577 bytes"],
    ["a way out", "../secret.yml", "outside the repository"],
    ["a hidden way out", "a/../../secret.yml", "outside the repository"],
    ["an impossible name", "a\0b", "not a valid file name"],
  ])("has no text for %s, and says why", (_, path, why) => {
    const repository = openRepository(root);
    expect(repository.read(path)).toBeUndefined();
    expect(repository.text(path)).toBeUndefined();
    expect(repository.problem(path)?.message).toContain(why);
  });
  it.runIf(process.platform !== "win32")("follows a link inside of the root, and none that leaves it", async () => {
    await symlink("compose.yml", join(root, "link.yml"));
    await symlink(folder, join(root, "up"));
    const repository = openRepository(root);
    expect(repository.text("link.yml")).toBe("services: {}\n");
    expect(repository.problem("up/secret.yml")?.message).toContain("outside the repository");
  });
  it.runIf(process.platform === "linux")("does not wait for a pipe", () => {
    execFileSync("/bin/sh", ["-c", 'mkfifo "$1"', "sh", join(root, "pipe.yml")]);
    expect(openRepository(root).problem("pipe.yml")?.message).toBe("This is not a file.");
  });
});

describe("looking around", () => {
  it("finds files by name, the nearest to the root first", () => {
    expect(openRepository(root).named("compose.yml")).toEqual(["compose.yml", "b/compose.yml", "a/deep/compose.yml"]);
    expect(openRepository(root).named("none")).toEqual([]);
  });
  it("lists files below a folder but not next to it", () => {
    const repository = openRepository(root);
    expect(repository.below("a")).toEqual(["a/deep/compose.yml", "a/deep/x.yml"]);
    expect(repository.below("./a/deep/")).toEqual(["a/deep/compose.yml", "a/deep/x.yml"]);
    expect(repository.below("gone")).toEqual([]);
    expect(repository.below("..")).toEqual([]);
    for (const top of ["", ".", "./"]) expect(repository.below(top)).toContain("a-b/y.yml");
  });
  it("returns nothing for a missing folder", () => {
    const repository = openRepository(join(root, "gone"));
    expect(repository.below("")).toEqual([]);
    expect(repository.read("x.yml")).toBeUndefined();
  });
});
