// Resolves scan-path on a real file system with real links.
import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { isWithin, scanRoot } from "./scan-root.ts";

let root: string;
let workspace: string;
beforeAll(async () => {
  root = await realpath(await mkdtemp(join(tmpdir(), "scan-root-")));
  workspace = join(root, "checkout");
  await mkdir(join(workspace, "app", "src"), { recursive: true });
  await mkdir(join(root, "checkout-2"));
  await writeFile(join(workspace, "app", "file"), "x");
  await writeFile(join(root, "secret"), "x");
  await symlink("app", join(workspace, "link"));
  await symlink("link", join(workspace, "link-to-link"));
  await symlink("app/file", join(workspace, "file-link"));
  await symlink(root, join(workspace, "out"));
  await symlink("../secret", join(workspace, "out-file"));
  await symlink("../checkout-2", join(workspace, "neighbour"));
  await symlink("missing", join(workspace, "broken"));
  await symlink("circle-2", join(workspace, "circle-1"));
  await symlink("circle-1", join(workspace, "circle-2"));
  await symlink(workspace, join(root, "linked-checkout"));
});
afterAll(() => rm(root, { recursive: true, force: true }));

const find = (scanPath: string, allowOutside = false) =>
  scanRoot({ scanPath: `${workspace}/${scanPath}`, workspace, allowOutside });

it.each([
  [".", ".", "folder"],
  ["app", "app", "folder"],
  ["link", "app", "folder"],
  ["link/", "app", "folder"],
  ["link-to-link", "app", "folder"],
  ["link/src", "app/src", "folder"],
  ["link/file", "app/file", "file"],
  ["file-link", "app/file", "file"],
  ["out/checkout/app", "app", "folder"],
])("%s is %s, a %s", async (given, real, kind) => {
  expect(await find(given)).toEqual({ path: join(workspace, real), kind, workspace });
});

it.each([
  ["out"],
  ["out/"],
  ["out-file"],
  ["out/secret"],
  ["neighbour"],
  [".."],
  ["../checkout-2"],
  ["link/../../secret"],
])("%s is outside, and refused unless it is allowed", async (given) => {
  await expect(find(given)).rejects.toMatchObject({
    reason: "bad-path",
    message: expect.stringMatching(/^Input `scan-path`: .* outside the workspace/),
    next: expect.stringContaining("allow-outside-workspace"),
  });
  await expect(find(given, true)).resolves.toMatchObject({ path: expect.stringContaining(root) });
});

it.each([
  ["broken", "broken is a broken link"],
  ["broken/src", "broken is a broken link"],
  ["link/../broken", "broken is a broken link"],
  ["circle-1", "circle-1 is a broken link"],
  ["missing", "does not exist"],
  ["app/file/x", "does not exist"],
])("%s is an error with its reason, inside and outside", async (given, reason) => {
  for (const allowOutside of [false, true])
    await expect(find(given, allowOutside)).rejects.toMatchObject({
      reason: "bad-path",
      message: expect.stringContaining(reason),
    });
});

it("a workspace that is a link is resolved", async () => {
  const linked = join(root, "linked-checkout");
  const found = await scanRoot({ scanPath: join(linked, "app"), workspace: linked, allowOutside: false });
  expect(found).toEqual({ path: join(workspace, "app"), kind: "folder", workspace });
});

it.each([
  ["/w", true],
  ["/w/..a", true],
  ["/w/a/b", true],
  ["/", false],
  ["/w2", false],
])("%s within /w: %s", (path, within) => {
  expect(isWithin(path, "/w")).toBe(within);
});
