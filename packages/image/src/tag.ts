// What a tag promises, decided in one place. Tags that carry a commit SHA or a version are written once; every other
// name moves. Rules: a tag names a commit when it ends in 7 to 40 hex digits, alone or after "-", "." or "_", with at
// least one letter among them unless there are 40 (so that a date such as 20240101 is no SHA); or when a whole SHA of 40
// digits stands anywhere in it between such signs (`<sha>-amd64`).

/**
 * - `commit`: carries a commit SHA (`sha-<sha>`, `dev-<sha>`, `uat-<sha>`, `prod-<sha>`): write once, may be deployed.
 * - `version`: a semantic version (`1.2.3`, `v1.2.3-rc.1`): write once, yet a registry would let anyone move it.
 * - `cache`: `<environment>-latest`: moves with every build, for build caches, never deployed.
 * - `moving`: everything else.
 */
export type TagKind = "commit" | "version" | "cache" | "moving";

/** `why` completes the sentence "the tag …". */
export type TagVerdict = { readonly kind: TagKind; readonly writeOnce: boolean; readonly why: string };

const COMMIT = /(?:^|[-._])([0-9a-f]{7,40})$/;
const WHOLE_COMMIT = /(?:^|[-._])([0-9a-f]{40})(?=[-._])/;
const VERSION = /^v?(?:0|[1-9]\d*)\.(?:0|[1-9]\d*)\.(?:0|[1-9]\d*)(?:-[0-9A-Za-z.-]+)?(?:_[0-9A-Za-z.-]+)?$/;
const CACHE = /^(?:[a-z0-9][a-z0-9._-]*)-latest$/;

/** Says what kind of tag this is, whether it may be written more than once, and why. */
export function judgeTag(tag: string): TagVerdict {
  const sha = (WHOLE_COMMIT.exec(tag) ?? COMMIT.exec(tag))?.[1];
  if (sha !== undefined && (sha.length === 40 || /[a-f]/.test(sha))) {
    return { kind: "commit", writeOnce: true, why: `carries the commit ${sha}` };
  }
  if (VERSION.test(tag))
    return { kind: "version", writeOnce: true, why: "is a version, which a later push could move" };
  if (CACHE.test(tag)) return { kind: "cache", writeOnce: false, why: "moves with every build and serves caches only" };
  if (tag === "latest") return { kind: "moving", writeOnce: false, why: "moves with every push" };
  if (sha !== undefined) {
    return {
      kind: "moving",
      writeOnce: false,
      why: "ends in digits only, which read as a date or number, not a commit",
    };
  }
  return { kind: "moving", writeOnce: false, why: "carries no commit, so a later push can move it" };
}
