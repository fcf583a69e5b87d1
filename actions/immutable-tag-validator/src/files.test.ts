import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { matchingFiles } from "./files.ts";

let workspace = "";
beforeEach(async () => {
  workspace = await mkdtemp(join(tmpdir(), "itv-"));
  await mkdir(join(workspace, ".github", "workflows", "folder.yml"), { recursive: true });
  for (const name of ["b.yml", "a.yaml", "c.txt", "[x].yml"])
    await writeFile(join(workspace, ".github", "workflows", name), "");
});
afterEach(() => rm(workspace, { recursive: true }));

it("lists matching files once, sorted, folders left out", async () => {
  expect(
    await matchingFiles(workspace, [
      "./.github/workflows/*.yml",
      ".github/workflows/b.yml",
      ".github/workflows/*.yaml",
    ]),
  ).toEqual([".github/workflows/[x].yml", ".github/workflows/a.yaml", ".github/workflows/b.yml"]);
});

it("takes a name for a file before it takes it for a glob", async () => {
  expect(await matchingFiles(workspace, [".github/workflows/[x].yml"])).toEqual([".github/workflows/[x].yml"]);
});

it("finds nothing where nothing is", async () => {
  expect(await matchingFiles(join(workspace, "gone"), ["*.yml", "x.yml"])).toEqual([]);
});

it.runIf(process.platform !== "win32")("leaves symbolic links out", async () => {
  await symlink("b.yml", join(workspace, ".github", "workflows", "link.yml"));
  expect(await matchingFiles(workspace, [".github/workflows/link.yml", ".github/workflows/l*.yml"])).toEqual([]);
});
