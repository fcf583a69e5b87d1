// dist/ is what the source builds, byte for byte, even from a folder at another depth; and a release created there contains exactly that.
import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { pinnedNode } from "../harness/index.ts";
import { asRepository, workingCopy } from "../release/working-copy.ts";

const run = promisify(execFile);
const BUILDS = 240_000;

let scratch = "";
let copy = "";
const git = async (...args: string[]) => (await run("git", args, { cwd: copy })).stdout.trim();
const script = async (...args: string[]) => run(await pinnedNode(), args, { cwd: copy });

beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), "elsewhere-"));
  copy = join(scratch, "at", "another", "depth");
  await workingCopy(copy);
}, BUILDS);

afterAll(() => rm(scratch, { recursive: true, force: true }));

test(
  "dist/ is exactly what the source builds, in any folder",
  async () => {
    const { stdout } = await script("scripts/build.ts", "--check");
    expect(stdout).toBe("dist/ is exactly what the source builds.\n");
  },
  BUILDS,
);

test("SHA256SUMS is right for every file of the tree", async () => {
  const { stdout } = await run("sha256sum", ["--check", "--strict", "SHA256SUMS"], { cwd: join(copy, "dist") });
  const checked = stdout
    .trim()
    .split("\n")
    .map((line) => line.replace(/: OK$/, ""));
  const { stdout: listed } = await run("find", [".", "-type", "f", "!", "-name", "SHA256SUMS", "-printf", "%P\\n"], {
    cwd: join(copy, "dist"),
  });
  expect(checked.toSorted()).toEqual(listed.trim().split("\n").toSorted());
});

test(
  "a release created from it has dist/ as its tree, at its version, and its source builds that tree",
  async () => {
    await asRepository(copy);
    const { stdout } = await script("scripts/release.ts", "9.8.7");
    expect(stdout).toContain("Nothing was pushed.");
    expect(await git("tag")).toBe("v9\nv9.8\nv9.8.7");
    expect(await git("rev-parse", "v9.8.7^{tree}")).toBe(await git("rev-parse", "HEAD:dist"));
    expect(JSON.parse(await git("show", "v9:package.json"))).toMatchObject({ version: "9.8.7" });
    expect(await readFile(join(copy, "package.json"), "utf8")).toContain('"version": "9.8.7"');
    expect((await script("scripts/build.ts", "--check")).stdout).toContain("exactly");
    await expect(script("scripts/release.ts", "9.8.7")).rejects.toMatchObject({
      code: 1,
      stderr:
        "The tag v9.8.7 exists. A release never changes: choose the next version.\nNothing was released or changed.\n",
    });
  },
  BUILDS,
);
