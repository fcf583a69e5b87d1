// The scripts of release.yml, run as they are written: a real repository and a real remote, GitHub's API by a stand-in for `gh`
// that keeps releases in a folder. A publication that fails at any point is finished by running the job again.
import { execFile } from "node:child_process";
import { chmod, mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { parse } from "yaml";
import { z } from "zod";
import { cutRelease } from "../../scripts/release/cut.ts";
import { gitIn } from "../../scripts/release/git.ts";
import { read } from "../architecture/files.ts";

const step = z.looseObject({ name: z.string().optional(), run: z.string().optional() });
const workflow = z.looseObject({ jobs: z.record(z.string(), z.looseObject({ steps: z.array(step) })) });
const jobs = workflow.parse(parse(read(".github/workflows/release.yml"))).jobs;
const scriptsOf = (job: string) =>
  (jobs[job]?.steps ?? []).flatMap(({ name, run }) => (name && run ? [{ name, run }] : []));
const pack = scriptsOf("cut").filter(({ name }) => name.startsWith("Pack"));
const publish = scriptsOf("publish");

/** Releases are folders below $RELEASES; a file `draft` in one says that it is not published. $BROKEN names the call that fails. */
const GH = `#!/bin/sh
set -eu
[ "$1 $2" != "\${BROKEN:-}" ] || { echo "gh: HTTP 502" >&2; exit 1; }
case "$1 $2" in
"auth setup-git") ;;
"release view")
  [ -d "$RELEASES/$3" ] || { echo "release not found" >&2; exit 1; }
  if [ -e "$RELEASES/$3/draft" ]; then echo true; else echo false; fi ;;
"release create")
  git ls-remote --exit-code origin "refs/tags/$3" >/dev/null || { echo "no such tag" >&2; exit 1; }
  mkdir "$RELEASES/$3"; : >"$RELEASES/$3/draft"
  case "$*" in *--prerelease=false*) ;; *) : >"$RELEASES/$3/prerelease" ;; esac ;;
"release upload")
  [ -e "$RELEASES/$3/draft" ] || { echo "an immutable release takes no file" >&2; exit 1; }
  cp "$4" "$5" "$RELEASES/$3/" ;;
"release download") cp "$RELEASES/$3"/*.tar.gz "$RELEASES/$3/SHA256SUMS" "$5/" ;;
"release edit") rm -f "$RELEASES/$3/draft" ;;
*) echo "gh: $* is not known to this stand-in" >&2; exit 2 ;;
esac
`;

let folder = "";
let remote: ReturnType<typeof gitIn>;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "publish-"));
  for (const name of ["bin", "releases", "runner", "work"]) await mkdir(join(folder, name));
  await writeFile(join(folder, "bin/gh"), GH);
  await chmod(join(folder, "bin/gh"), 0o755);
  remote = gitIn(folder);
  remote(["init", "--quiet", "--bare", "--initial-branch=main", "origin.git"]);
  remote = gitIn(join(folder, "origin.git"));
  const first = clone("first");
  await mkdir(join(folder, "first/dist"));
  await writeFile(join(folder, "first/package.json"), '{\n  "name": "x",\n  "version": "0.1.0"\n}\n');
  await writeFile(
    join(folder, "first/package-lock.json"),
    '{ "name": "x", "version": "0.1.0", "packages": { "": { "name": "x", "version": "0.1.0" } } }\n',
  );
  await writeFile(join(folder, "first/dist/SHA256SUMS"), "of 0.1.0\n");
  first(["add", "--all"]);
  first(["commit", "--quiet", "--message", "First"]);
  first(["push", "--quiet", "origin", "HEAD:main"]);
});
afterEach(() => rm(folder, { recursive: true, force: true }));

function clone(name: string): ReturnType<typeof gitIn> {
  gitIn(folder)(["clone", "--quiet", "origin.git", name]);
  const git = gitIn(join(folder, name));
  git(["config", "user.name", "A Tester"]);
  git(["config", "user.email", "tester@example.com"]);
  return git;
}

type Script = { readonly name: string; readonly run: string };

/** As the runner does: bash with -e and pipefail, each script in its own process, and none after one that failed. */
async function steps(scripts: readonly Script[], cwd: string, version: string, broken = ""): Promise<string> {
  const env = {
    ...process.env,
    PATH: `${join(folder, "bin")}:${process.env.PATH}`,
    RELEASES: join(folder, "releases"),
    FOLDER: join(folder, "runner/release"),
    BRANCH: "main",
    VERSION: version,
    BROKEN: broken,
  };
  let said = "";
  for (const { name, run } of scripts) {
    const options = { cwd: join(folder, cwd), env };
    const ended = await new Promise<string | undefined>((resolve) =>
      execFile("bash", ["-eo", "pipefail", "-c", run], options, (error, stdout, stderr) => {
        said += stdout + stderr;
        resolve(error === null ? undefined : name);
      }),
    );
    if (ended !== undefined) return `${ended}: ${said}`;
  }
  return "";
}

/** The first job: creates the release in a clone and passes the packed result to the second. */
async function cut(version: string): Promise<void> {
  const git = clone(`cut-${version}`);
  const work = join(folder, `cut-${version}`);
  const dist = {
    stale: async () => [],
    writeAt: (at: string) => writeFile(join(work, "dist/SHA256SUMS"), `of ${at}\n`),
  };
  await cutRelease(work, version, dist, git);
  expect(await steps(pack, `cut-${version}`, version)).toBe("");
  await rm(join(folder, "runner/release"), { recursive: true, force: true });
  await rename(join(work, "release"), join(folder, "runner/release"));
}

let runs = 0;
/** The second job, in a fresh checkout. Empty when it went through. */
async function publication(version: string, broken?: string): Promise<string> {
  const checkout = `publish-${++runs}`;
  clone(checkout);
  return steps(publish, checkout, version, broken);
}

const tag = (name: string) => remote(["rev-parse", `refs/tags/${name}^{commit}`]);
const published = async (version: string) => (await readdir(join(folder, "releases", `v${version}`))).toSorted();

it("publishes a release: the commit and the tag, a release with its files, and the moving tags", async () => {
  await cut("1.2.3");
  expect(await publication("1.2.3")).toBe("");
  expect(remote(["log", "-1", "--format=%s", "main"])).toBe("Set the version to 1.2.3");
  expect(await published("1.2.3")).toEqual(["SHA256SUMS", "deploy-actions-1.2.3.tar.gz"]);
  expect(await readFile(join(folder, "releases/v1.2.3/SHA256SUMS"), "utf8")).toBe("of 1.2.3\n");
  expect([tag("v1"), tag("v1.2")]).toEqual([tag("v1.2.3"), tag("v1.2.3")]);
});

it.each(["auth setup-git", "release create", "release upload", "release download", "release edit"])(
  "a publication that breaks off at `gh %s` leaves v1 alone and is finished by running the job again",
  async (broken) => {
    await cut("1.0.0");
    expect(await publication("1.0.0")).toBe("");
    const before = tag("v1");
    await cut("1.1.0");
    expect(await publication("1.1.0", broken)).toContain("HTTP 502");
    expect(tag("v1")).toBe(before);
    expect(await publication("1.1.0")).toBe("");
    expect(await publication("1.1.0")).toBe("");
    expect(await published("1.1.0")).toEqual(["SHA256SUMS", "deploy-actions-1.1.0.tar.gz"]);
    expect(tag("v1")).toBe(tag("v1.1.0"));
  },
);

it("a prerelease is marked as one and moves no tag", async () => {
  await cut("2.0.0-rc.1");
  expect(await publication("2.0.0-rc.1")).toBe("");
  expect(await published("2.0.0-rc.1")).toContain("prerelease");
  expect(remote(["tag"])).toBe("v2.0.0-rc.1");
});

it("refuses a tag that was pushed by another run meanwhile, and changes nothing", async () => {
  await cut("1.0.0");
  remote(["update-ref", "refs/tags/v1.0.0", "main"]);
  const before = remote(["for-each-ref"]);
  expect(await publication("1.0.0")).toContain("Nothing was changed. Release the next version.");
  expect(remote(["for-each-ref"])).toBe(before);
  expect(await readdir(join(folder, "releases"))).toEqual([]);
});

it("pushes neither commit nor tag when main has moved since the release was created", async () => {
  await cut("1.0.0");
  const other = clone("other");
  other(["commit", "--quiet", "--allow-empty", "--message", "Meanwhile"]);
  other(["push", "--quiet", "origin", "HEAD:main"]);
  const before = remote(["for-each-ref"]);
  expect(await publication("1.0.0")).toContain("rejected");
  expect(remote(["for-each-ref"])).toBe(before);
});

it("refuses what was changed between the two jobs", async () => {
  await cut("1.0.0");
  await writeFile(join(folder, "runner/release/SHA256SUMS"), "something else\n");
  expect(await publication("1.0.0")).toContain("SHA256SUMS: FAILED");
  expect(remote(["tag"])).toBe("");
});
