// Creates a release in one clone: refuses if it would not match the source, then creates the commit whose tree is the content of dist/
// and the tags, all of them or none. The build decides what dist/ should contain; everything else is git.
import { readVersion, VERSION_FILES, writeVersion } from "./bump.ts";
import type { Git } from "./git.ts";
import { compareVersions, formatVersion, movingTags, parseVersion, predecessor, type Version } from "./version.ts";

/** A reason not to release; nothing was changed. */
export class Refusal extends Error {}

export interface Dist {
  /** The differences between dist/ and what the source builds, one per line. */
  readonly stale: () => Promise<readonly string[]>;
  /** Writes dist/ as the source builds it at another version. */
  readonly writeAt: (version: string) => Promise<void>;
}

export interface Cut {
  readonly version: string;
  /** The release commit, and the commit whose dist/ is its tree. */
  readonly commit: string;
  readonly source: string;
  /** Tag of the previous release. */
  readonly after: string | undefined;
  /** Tags that moved to it, `v1` and `v1.2` as a rule. */
  readonly moved: readonly string[];
}

/** `text` is what the user typed. Throws a Refusal if it must not be released; nothing is pushed in any case. */
export async function cutRelease(folder: string, text: string | undefined, dist: Dist, git: Git): Promise<Cut> {
  const version = wanted(text);
  const name = formatVersion(version);
  const released = releasedVersions(git);
  if (git(["tag", "--list", `v${name}`]) !== "")
    throw new Refusal(`The tag v${name} exists. A release never changes: choose the next version.`);
  refuseDirty(git);
  refuseNameless(git);
  const stale = await dist.stale();
  if (stale.length > 0)
    throw new Refusal(
      `dist/ is not what the source builds. Run \`npm run build\` and commit it first:\n${stale.join("\n")}`,
    );
  if ((await readVersion(folder)) !== name) await commitVersion(folder, name, dist, git);

  const source = git(["rev-parse", "HEAD"]);
  const before = predecessor(version, released);
  const after = before && `v${formatVersion(before)}`;
  const commit = releaseCommit({ name, source, after }, git);
  const moved = movingTags(version, released);
  // One transaction. Plain tags: `uses:` and a pin by SHA then both mean the commit.
  const updates = [`create refs/tags/v${name} ${commit}`, ...moved.map((each) => `update refs/tags/${each} ${commit}`)];
  git(["update-ref", "--stdin"], { input: `${updates.join("\n")}\n` });
  return { version: name, commit, source, after, moved };
}

function wanted(text: string | undefined): Version {
  const version = text === undefined ? undefined : parseVersion(text);
  if (version !== undefined) return version;
  const given =
    text === undefined
      ? ""
      : ` \`${text}\` is not a version.${parseVersion(text.replace(/^v/, "")) ? " Leave out the `v`." : ""}`;
  throw new Refusal(`Say which version to release, as in \`npm run release -- 1.2.3\`.${given}`);
}

function releasedVersions(git: Git): Version[] {
  const tags = git(["tag", "--list", "v*.*.*"]).split("\n");
  return tags.flatMap((each) => parseVersion(each.slice(1)) ?? []).toSorted(compareVersions);
}

function refuseDirty(git: Git): void {
  const changes = git(["status", "--porcelain", "--untracked-files=all"]);
  if (changes !== "")
    throw new Refusal(`The working tree is not clean. Commit or stash these changes first:\n${changes}`);
}

/** Found out before anything is built, not by the first commit. */
function refuseNameless(git: Git): void {
  try {
    git(["var", "GIT_COMMITTER_IDENT"]);
  } catch {
    throw new Refusal(
      "git does not know who releases. Run `git config user.name …` and `git config user.email …` first.",
    );
  }
}

/** Version and the dist/ built at it: one commit on the branch, or no trace. */
async function commitVersion(folder: string, name: string, dist: Dist, git: Git): Promise<void> {
  const touched = [...VERSION_FILES, "dist"];
  try {
    await writeVersion(folder, name);
    await dist.writeAt(name);
    git(["add", "--all", "--", ...touched]);
    git(["commit", "--quiet", "--message", `Set the version to ${name}`]);
  } catch (error) {
    git(["restore", "--source=HEAD", "--staged", "--worktree", "--", ...touched]);
    throw error;
  }
}

/** Its dates are the source commit's, so that the same person releasing the same source gets the same commit. */
function releaseCommit(
  { name, source, after }: { name: string; source: string; after: string | undefined },
  git: Git,
): string {
  const date = git(["show", "--no-patch", "--format=%cI", source]);
  const parents = after === undefined ? [] : ["-p", git(["rev-parse", `refs/tags/${after}^{commit}`])];
  return git(["commit-tree", git(["rev-parse", `${source}:dist`]), ...parents], {
    input: `Release ${name}\n\nThe content of dist/ at ${source}.\n`,
    env: { GIT_AUTHOR_DATE: date, GIT_COMMITTER_DATE: date },
  });
}
