// Counts the files to scan on a real file system.
import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { walk } from "./walk.ts";

let root: string;
beforeEach(async () => {
  root = await realpath(await mkdtemp(join(tmpdir(), "walk-")));
});
afterEach(() => rm(root, { recursive: true, force: true }));

async function write(...paths: string[]): Promise<void> {
  for (const path of paths) {
    await mkdir(dirname(join(root, "w", path)), { recursive: true });
    await writeFile(join(root, "w", path), "more than ten bytes\n");
  }
}
const walked = (skipDirs: string[] = [], path = "w") =>
  walk({ path: join(root, path), kind: "folder", workspace: root }, skipDirs);

it("counts the files that may contain a secret", async () => {
  await write("a.txt", "src/b.ts", ".env", ".git/config", "x/.git/config", "dev/c", "proc/c", "sys/c", "src/dev/d");
  await write("node_modules/x/index.js", "package-lock.json", "sub/yarn.lock", "logo.png", "dist.tar.gz");
  await writeFile(join(root, "w", "short"), "9 bytes..");
  expect(await walked()).toEqual({ files: 4, unfollowed: [] });
});

it.each([["src"], ["./src/"], ["s*"], ["**/deep"]])("skips skip-dirs: %s", async (pattern) => {
  await write("src/deep/a.txt", "keep/b.txt");
  expect((await walked([pattern])).files).toBe(1);
});

it("finds no files in an empty folder, or in a folder with only an empty file", async () => {
  await mkdir(join(root, "w", "deeper"), { recursive: true });
  await writeFile(join(root, "w", ".gitkeep"), "");
  expect(await walked()).toEqual({ files: 0, unfollowed: [] });
});

it("does not follow links, and lists those that point outside or are broken", async () => {
  await write("real/a.txt");
  await mkdir(join(root, "elsewhere"));
  await writeFile(join(root, "elsewhere", "b.txt"), "more than ten bytes\n");
  await symlink("real", join(root, "w", "inside"));
  await symlink("../elsewhere", join(root, "w", "folder"));
  await symlink("../../elsewhere/b.txt", join(root, "w", "real", "file"));
  await symlink("nothing", join(root, "w", "broken"));
  expect(await walked()).toEqual({ files: 1, unfollowed: ["broken", "folder", "real/file"] });
});

it("counts a single file", async () => {
  await write("a.txt");
  const file = { path: join(root, "w", "a.txt"), kind: "file", workspace: root } as const;
  expect(await walk(file, [])).toEqual({ files: 1, unfollowed: [] });
});
