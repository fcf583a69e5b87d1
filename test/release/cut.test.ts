// Releases created in a scratch repository: their content, where the tags point, and what is refused without changing anything.
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { cutRelease, type Dist } from "../../scripts/release/cut.ts";
import { type Git, gitIn } from "../../scripts/release/git.ts";

let folder = "";
let git: Git;

/** A build whose only result is the version. */
const dist: Dist = {
  stale: async () =>
    (await readFile(join(folder, "dist/version"), "utf8")) === "broken" ? ["  differs: version"] : [],
  writeAt: (version) => writeFile(join(folder, "dist/version"), version),
};
const release = (version?: string) => cutRelease(folder, version, dist, git);
const commitAll = (message: string) => {
  git(["add", "--all"]);
  git(["commit", "--quiet", "--message", message]);
};
const everything = () => git(["for-each-ref", "--format=%(refname) %(objectname)"]);

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "release-"));
  git = gitIn(folder);
  git(["init", "--quiet", "--initial-branch=main"]);
  for (const [key, value] of Object.entries({
    "user.name": "A Tester",
    "user.email": "tester@example.com",
    "commit.gpgsign": "false",
  }))
    git(["config", key, value]);
  await mkdir(join(folder, "dist"));
  await writeFile(
    join(folder, "package.json"),
    '{\n  "name": "x",\n  "version": "0.1.0",\n  "keywords": ["kept", "inline"]\n}\n',
  );
  await writeFile(
    join(folder, "package-lock.json"),
    `${JSON.stringify({ name: "x", version: "0.1.0", packages: { "": { name: "x", version: "0.1.0" }, "node_modules/y": { version: "0.1.0" } } }, null, 2)}\n`,
  );
  await writeFile(join(folder, "dist/version"), "0.1.0");
  commitAll("First");
});

afterEach(() => rm(folder, { recursive: true }));

test("the release commit's tree is dist/ of the commit its message names, and all three tags exist", async () => {
  const { commit, source, moved } = await release("1.2.3");
  expect(git(["rev-parse", `${commit}^{tree}`])).toBe(git(["rev-parse", `${source}:dist`]));
  expect(git(["show", `${commit}:version`])).toBe("1.2.3");
  expect(git(["log", "-1", "--format=%B", commit])).toBe(`Release 1.2.3\n\nThe content of dist/ at ${source}.\n`);
  expect(git(["log", "--format=%P", commit])).toBe("");
  expect(moved).toEqual(["v1", "v1.2"]);
  for (const tag of ["v1", "v1.2", "v1.2.3"]) expect(git(["rev-parse", `refs/tags/${tag}`])).toBe(commit);
});

test("the version is set on the branch in a separate commit, and only in the root package", async () => {
  await release("1.2.3");
  expect(git(["log", "--format=%s"])).toBe("Set the version to 1.2.3\nFirst");
  expect(git(["status", "--porcelain"])).toBe("");
  expect(await readFile(join(folder, "package.json"), "utf8")).toContain(
    '"version": "1.2.3",\n  "keywords": ["kept", "inline"]',
  );
  expect(JSON.parse(await readFile(join(folder, "package-lock.json"), "utf8"))).toEqual({
    name: "x",
    version: "1.2.3",
    packages: { "": { name: "x", version: "1.2.3" }, "node_modules/y": { version: "0.1.0" } },
  });
});

test("no separate commit if package.json already has the version", async () => {
  const { source } = await release("0.1.0");
  expect(git(["log", "--format=%s"])).toBe("First");
  expect(source).toBe(git(["rev-parse", "HEAD"]));
});

test("the next release follows the previous one, and v1 moves; a patch of an older line leaves v1 where it is", async () => {
  const first = await release("1.1.0");
  const second = await release("1.2.0");
  expect(git(["log", "-1", "--format=%P", second.commit])).toBe(first.commit);
  expect(git(["rev-parse", "v1"])).toBe(second.commit);
  const patch = await release("1.1.1");
  expect(patch).toMatchObject({ after: "v1.1.0", moved: ["v1.1"] });
  expect(git(["rev-parse", "v1"])).toBe(second.commit);
  expect(git(["rev-parse", "v1.1"])).toBe(patch.commit);
});

test("a prerelease moves nothing", async () => {
  await release("1.0.0-rc.1");
  expect(git(["tag"])).toBe("v1.0.0-rc.1");
});

test.each([
  ["no version", undefined, "Say which version to release, as in `npm run release -- 1.2.3`."],
  ["a v in front", "v1.2.3", "`v1.2.3` is not a version. Leave out the `v`."],
  ["no semver", "1.2", "`1.2` is not a version."],
])("refused: %s", async (_, version, message) => {
  await expect(release(version)).rejects.toThrow(message);
});

test("refused without changing anything: a taken tag, a dirty tree, an untracked file, a stale dist", async () => {
  await release("1.0.0");
  const before = everything();
  await expect(release("1.0.0")).rejects.toThrow("The tag v1.0.0 exists");
  await writeFile(join(folder, "dist/version"), "edited");
  await expect(release("1.0.1")).rejects.toThrow(
    "The working tree is not clean. Commit or stash these changes first:\n M dist/version",
  );
  git(["restore", "dist"]);
  await writeFile(join(folder, "new"), "");
  await expect(release("1.0.1")).rejects.toThrow("?? new");
  await rm(join(folder, "new"));
  expect(everything()).toBe(before);
  await writeFile(join(folder, "dist/version"), "broken");
  commitAll("Break dist");
  await expect(release("1.0.1")).rejects.toThrow(
    "dist/ is not what the source builds. Run `npm run build` and commit it first:\n  differs: version",
  );
  expect(git(["tag"])).toBe("v1\nv1.0\nv1.0.0");
});

test("refused: git does not know who releases", async () => {
  git(["config", "--unset", "user.email"]);
  vi.stubEnv("GIT_CONFIG_GLOBAL", "/dev/null");
  vi.stubEnv("GIT_CONFIG_SYSTEM", "/dev/null");
  git(["config", "user.useConfigOnly", "true"]);
  await expect(release("1.0.0")).rejects.toThrow("git does not know who releases.");
  vi.unstubAllEnvs();
});

test("a commit that git refuses leaves the working tree unchanged", async () => {
  await mkdir(join(folder, ".git/hooks"), { recursive: true });
  await writeFile(join(folder, ".git/hooks/pre-commit"), "#!/bin/sh\nexit 1\n", { mode: 0o755 });
  const before = everything();
  await expect(release("2.0.0")).rejects.toThrow();
  expect(everything()).toBe(before);
  expect(git(["status", "--porcelain"])).toBe("");
  expect(await readFile(join(folder, "dist/version"), "utf8")).toBe("0.1.0");
});
