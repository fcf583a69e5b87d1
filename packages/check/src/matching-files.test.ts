import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { matchingFiles } from "./matching-files.ts";

let workspace = "";
beforeAll(async () => {
  workspace = await mkdtemp(join(tmpdir(), "itv-"));
  const files = ["w/a.yml", "w/b.yaml", "w/c.txt", "w/[x].yml", "w/.hidden.yml", "w/deep/er/d.yml", ".git/e.yml"];
  await mkdir(join(workspace, "w", "folder.yml"), { recursive: true });
  await mkdir(join(workspace, "w", "deep", "er"), { recursive: true });
  await mkdir(join(workspace, ".git"));
  for (const file of files) await writeFile(join(workspace, file), "");
});
afterAll(() => rm(workspace, { recursive: true }));

it.each([
  ["a name", ["w/a.yml"], ["w/a.yml"]],
  ["a name with a glob's characters", ["w/[x].yml"], ["w/[x].yml"]],
  ["files of a folder, folders and hidden ones left out", ["./w/*.yml"], ["w/[x].yml", "w/a.yml"]],
  ["each file once, sorted", ["w/*.y*", "w/a.yml"], ["w/[x].yml", "w/a.yml", "w/b.yaml"]],
  ["one character", ["w/?.txt"], ["w/c.txt"]],
  ["hidden files where asked for", ["w/.*.yml"], ["w/.hidden.yml"]],
  ["any folder, .git left out", ["**/?.yml"], ["w/a.yml", "w/deep/er/d.yml"]],
  ["a folder in the middle", ["w/*/er/*.yml"], ["w/deep/er/d.yml"]],
  ["dots as dots", ["w/a?yml", "w/*ayml"], ["w/a.yml"]],
  ["nothing where nothing is", ["gone/*.yml", "w/x.yml", "w/*/x/*", "w"], []],
])("matches %s", (_, patterns, expected) => expect(matchingFiles(workspace, patterns)).toEqual(expected));

it.runIf(process.platform !== "win32")("leaves symbolic links out", async () => {
  await symlink("a.yml", join(workspace, "w", "link.yml"));
  expect(matchingFiles(workspace, ["w/link.yml", "w/l*.yml"])).toEqual([]);
});
