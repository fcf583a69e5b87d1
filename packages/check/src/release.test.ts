import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { releaseOf } from "./release.ts";

let tree = "";
beforeAll(async () => {
  tree = await mkdtemp(join(tmpdir(), "itv-"));
  await mkdir(join(tree, "release", "immutable-tag-validator"), { recursive: true });
  await writeFile(join(tree, "release", "package.json"), '{ "version": "1.2.3", "repository": "github:acme/actions" }');
  await writeFile(join(tree, "release", "immutable-tag-validator", "package.json"), '{ "type": "module" }');
  await writeFile(join(tree, "release", "immutable-tag-validator", "cli.js"), "");
  await writeFile(join(tree, "outside.js"), "");
});
afterAll(() => rm(tree, { recursive: true }));

it("is the release that contains the started file, also through a link", async () => {
  const program = join(tree, "release", "immutable-tag-validator", "cli.js");
  await symlink(program, join(tree, "link"));
  const release = { version: "1.2.3", repository: "acme/actions", home: "https://github.com/acme/actions" };
  expect(releaseOf(program)).toEqual(release);
  expect(releaseOf(join(tree, "link"))).toEqual(release);
});

it("is unknown for a file outside a release", () => {
  expect(() => releaseOf(join(tree, "outside.js"))).toThrow("is not part of a release");
});
