import { mkdir, mkdtemp, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { findTargets } from "./targets.ts";

let home = "";
beforeAll(async () => {
  home = await realpath(await mkdtemp(join(tmpdir(), "itv-")));
  const files = [
    "app/.github/workflows/a.yml",
    "app/.github/workflows/b.yaml",
    "app/.github/workflows/notes.md",
    "app/src/deep/x.txt",
    "app/templates/w.yml",
    "forge/.forgejo/workflows/a.yml",
    "forge/.gitea/workflows/a.yaml",
    "forge/.github/workflows/a.yml",
    "forges/one/.gitea/workflows/a.yml",
    "forges/two/.forgejo/workflows/a.yml",
    "many/one/.github/workflows/a.yml",
    "many/two/.github/workflows/a.yml",
    "many/two/.github/workflows/z.yml",
    "bare/.git/HEAD",
    "bare/ci/w.yml",
    "loose/w.yml",
    "empty/x.txt",
  ];
  for (const file of files) {
    await mkdir(dirname(join(home, file)), { recursive: true });
    await writeFile(join(home, file), "");
  }
});
afterAll(() => rm(home, { recursive: true }));

const A = ".github/workflows/a.yml";
const B = ".github/workflows/b.yaml";

it.each([
  ["the repository around the working directory", "app/src/deep", [], { app: [A, B] }],
  ["one workflow, seen from its folder", "app/.github/workflows", ["a.yml"], { app: [A] }],
  ["one workflow, seen from elsewhere", "loose", [`../app/${A}`], { app: [A] }],
  ["a repository", "", ["app"], { app: [A, B] }],
  ["the folder of workflows", "", ["app/.github/workflows"], { app: [A, B] }],
  ["each workflow once", "", ["app", `app/${A}`, "./app/"], { app: [A, B] }],
  [
    "all three folders of workflows",
    "",
    ["forge"],
    { forge: [".forgejo/workflows/a.yml", ".gitea/workflows/a.yaml", ".github/workflows/a.yml"] },
  ],
  [
    "repositories of other forges",
    "forges",
    ["."],
    { "forges/one": [".gitea/workflows/a.yml"], "forges/two": [".forgejo/workflows/a.yml"] },
  ],
  [
    "a file in another forge's folder",
    "",
    ["forges/two/.forgejo/workflows/a.yml"],
    { "forges/two": [".forgejo/workflows/a.yml"] },
  ],
  ["a folder of repositories", "", ["many"], { "many/one": [A], "many/two": [A, ".github/workflows/z.yml"] }],
  ["a file that lies elsewhere in a repository", "", ["app/templates/w.yml"], { app: ["templates/w.yml"] }],
  ["a folder of files elsewhere in a repository", "", ["bare/ci"], { bare: ["ci/w.yml"] }],
  ["a file without a repository", "", ["loose/w.yml"], { loose: ["w.yml"] }],
  ["a folder without a repository", "loose", ["."], { loose: ["w.yml"] }],
])("means %s", async (_, cwd, paths, expected) => {
  const targets = Object.entries(expected).map(([root, workflows]) => ({ root: join(home, root), workflows }));
  expect(await findTargets(join(home, cwd), paths)).toEqual({ targets });
});

it.each([
  ["gone", "There is no file or folder gone."],
  ["empty", "There are no workflows in empty."],
])("says that %s is nothing to check", async (path, missing) => {
  expect(await findTargets(home, ["app", path])).toEqual({ missing });
});
