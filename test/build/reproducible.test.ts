// dist/ is what the source builds, byte for byte, from a folder at another depth; and a release cut there holds exactly that.
import { execFile } from "node:child_process";
import { cp, mkdir, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { pinnedNode } from "../harness/index.ts";

const run = promisify(execFile);
const root = join(import.meta.dirname, "../..");
const BUILDS = 240_000;

let scratch = "";
let copy = "";
const git = async (...args: string[]) => (await run("git", args, { cwd: copy })).stdout.trim();
const script = async (...args: string[]) => run(await pinnedNode(), args, { cwd: copy });

/** The working tree as it is (tracked and new files, nothing ignored), and its dependencies: ncc must sit in the tree's own. */
beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), "elsewhere-"));
  copy = join(scratch, "at", "another", "depth");
  const { stdout } = await run("git", ["ls-files", "-z", "--cached", "--others", "--exclude-standard"], {
    cwd: root,
    maxBuffer: 1 << 26,
  });
  for (const file of new Set(stdout.split("\0").filter((each) => each !== ""))) {
    await mkdir(dirname(join(copy, file)), { recursive: true });
    await cp(join(root, file), join(copy, file), { verbatimSymlinks: true }).catch(ignoreDeleted);
  }
  await copyDependencies();
}, BUILDS);

afterAll(() => rm(scratch, { recursive: true, force: true }));

function ignoreDeleted(error: unknown): void {
  if (!(error instanceof Error && "code" in error && error.code === "ENOENT")) throw error;
}

/** As hard links where that goes (one file system), else as copies. The links of the workspace are relative and lead into the copy. */
async function copyDependencies(): Promise<void> {
  const from = join(root, "node_modules");
  const to = join(copy, "node_modules");
  await run("cp", ["-al", from, to]).catch(async () => {
    await rm(to, { recursive: true, force: true });
    await run("cp", ["-a", from, to]);
  });
}

test(
  "dist/ is exactly what the source builds, in any folder",
  async () => {
    const { stdout } = await script("scripts/build.ts", "--check");
    expect(stdout).toBe("dist/ is exactly what the source builds.\n");
  },
  BUILDS,
);

test("SHA256SUMS holds for every file of the tree", async () => {
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
  "a release cut from it: its tree is dist/, at its version, and its source builds that tree",
  async () => {
    await git("init", "--quiet", "--initial-branch=main");
    await git("config", "user.name", "A Tester");
    await git("config", "user.email", "tester@example.com");
    await git("add", "--all");
    await git("commit", "--quiet", "--message", "The working tree");
    const { stdout } = await script("scripts/release.ts", "9.8.7");
    expect(stdout).toContain("Nothing was pushed.");
    expect(await git("tag")).toBe("v9\nv9.8\nv9.8.7");
    expect(await git("rev-parse", "v9.8.7^{tree}")).toBe(await git("rev-parse", "HEAD:dist"));
    expect(JSON.parse(await git("show", "v9:package.json"))).toMatchObject({ version: "9.8.7", type: "module" });
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
