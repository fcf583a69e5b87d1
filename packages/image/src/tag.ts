// Classifies tags. Tags with a commit SHA or a version are written once; all other tags move. A tag contains a commit SHA when it ends in 7 to 40
// hex digits, alone or after "-", "." or "_", with at least one letter unless there are 40 (so that the date 20240101 is not taken for a SHA), or
// when a full SHA of 40 digits is anywhere in it between those separators (`<sha>-amd64`).

/**
 * - `commit`: contains a commit SHA (`sha-<sha>`, `dev-<sha>`, `uat-<sha>`, `prod-<sha>`): write once, may be deployed.
 * - `version`: a semantic version (`1.2.3`, `v1.2.3-rc.1`): write once, but a registry allows it to be moved.
 * - `cache`: `<environment>-latest`: moves with every build, used for build caches, never deployed.
 * - `moving`: everything else.
 */
export type TagKind = "commit" | "version" | "cache" | "moving";

/** `why` completes the sentence "the tag …". */
export type TagVerdict = { readonly kind: TagKind; readonly writeOnce: boolean; readonly why: string };

const COMMIT = /(?:^|[-._])([0-9a-f]{7,40})$/;
const FULL_COMMIT = /(?:^|[-._])([0-9a-f]{40})(?=[-._])/;
const VERSION = /^v?(?:0|[1-9]\d*)\.(?:0|[1-9]\d*)\.(?:0|[1-9]\d*)(?:-[0-9A-Za-z.-]+)?(?:_[0-9A-Za-z.-]+)?$/;
const CACHE = /^(?:[a-z0-9][a-z0-9._-]*)-latest$/;

/** The kind of the tag, whether it must be written only once, and why. */
export function judgeTag(tag: string): TagVerdict {
  const sha = (FULL_COMMIT.exec(tag) ?? COMMIT.exec(tag))?.[1];
  if (sha !== undefined && (sha.length === 40 || /[a-f]/.test(sha))) {
    return { kind: "commit", writeOnce: true, why: `carries the commit ${sha}` };
  }
  if (VERSION.test(tag))
    return { kind: "version", writeOnce: true, why: "is a version, which a later push could move" };
  if (CACHE.test(tag)) return { kind: "cache", writeOnce: false, why: "moves with every build and is only for caches" };
  if (tag === "latest") return { kind: "moving", writeOnce: false, why: "moves with every push" };
  if (sha !== undefined) {
    return {
      kind: "moving",
      writeOnce: false,
      why: "ends in digits only, which looks like a date or number, not a commit",
    };
  }
  return { kind: "moving", writeOnce: false, why: "carries no commit, so a later push can move it" };
}
