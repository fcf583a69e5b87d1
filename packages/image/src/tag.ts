// Classifies tags. Tags with a commit SHA or a version are written once; all other tags move. A tag carries a commit when a full SHA, 40 or 64
// hex digits, stands in it alone or between "-", "." and "_" (`<sha>-amd64`). Fewer digits count only if they begin a commit that is
// known from elsewhere: by themselves, `deadbee` and `20240101` cannot be told from a word and a date.

/**
 * - `commit`: carries a commit SHA (`sha-<sha>`, `dev-<sha>`, `uat-<sha>`, `prod-<sha>`): write once, may be deployed.
 * - `short-commit`: ends in 7 to 39 hex digits that may be the start of a commit, or a word: write once, must not be deployed.
 * - `version`: a semantic version (`1.2.3`, `v1.2.3-rc.1`): write once, but a registry allows it to be moved.
 * - `cache`: `<environment>-latest`: moves with every build, used for build caches, never deployed.
 * - `moving`: everything else.
 */
export type TagKind = "commit" | "short-commit" | "version" | "cache" | "moving";

/** `why` completes the sentence "the tag …". */
export type TagVerdict = { readonly kind: TagKind; readonly writeOnce: boolean; readonly why: string };

/** All zeros is what git writes for "no commit". */
const FULL_COMMIT = /(?:^|[-._])(?!0+(?:[-._]|$))([0-9a-f]{40}|[0-9a-f]{64})(?=[-._]|$)/;
const SEPARATOR = /[-._]/;
const HEX_END = /(?:^|[-._])([0-9a-f]{7,})$/;
const FULL_LENGTH = 40;
/** Hex digits. Fewer may begin several commits. */
const SHORTEST = 7;
const VERSION = /^v?(?:0|[1-9]\d*)\.(?:0|[1-9]\d*)\.(?:0|[1-9]\d*)(?:-[0-9A-Za-z.-]+)?(?:_[0-9A-Za-z.-]+)?$/;
const CACHE = /^(?:[a-z0-9][a-z0-9._-]*)-latest$/;

/** The kind of the tag, whether it must be written only once, and why. `commits` are full SHAs that a short one may stand for. */
export function judgeTag(tag: string, commits: readonly string[] = []): TagVerdict {
  const full = FULL_COMMIT.exec(tag)?.[1];
  if (full !== undefined) return { kind: "commit", writeOnce: true, why: `carries the commit ${full}` };
  const known = commits.find((commit) => tag.split(SEPARATOR).some((part) => isStartOf(commit, part)));
  if (known !== undefined) return { kind: "commit", writeOnce: true, why: `carries the commit ${known}` };
  if (VERSION.test(tag))
    return { kind: "version", writeOnce: true, why: "is a version, which a later push could move" };
  if (CACHE.test(tag)) return { kind: "cache", writeOnce: false, why: "moves with every build and is only for caches" };
  if (tag === "latest") return { kind: "moving", writeOnce: false, why: "moves with every push" };
  const hex = HEX_END.exec(tag)?.[1];
  if (hex === undefined)
    return { kind: "moving", writeOnce: false, why: "carries no commit, so a later push can move it" };
  if (!/[a-f]/.test(hex)) {
    return {
      kind: "moving",
      writeOnce: false,
      why: "ends in digits only, which looks like a date or number, not a commit",
    };
  }
  if (hex.length > FULL_LENGTH) {
    return {
      kind: "moving",
      writeOnce: false,
      why: `ends in ${hex.length} hex digits, and a commit has 40 or 64`,
    };
  }
  return {
    kind: "short-commit",
    writeOnce: true,
    why: `ends in ${hex.length} hex digits, which cannot be told from a word or a number; a commit has 40 or 64`,
  };
}

/** The parts of a tag that may be the first digits of a commit: 7 to 39 hex digits, with a letter among them. */
export function shortCommits(tag: string): readonly string[] {
  return tag.split(SEPARATOR).filter((part) => /^(?=.*[a-f])[0-9a-f]{7,39}$/.test(part));
}

function isStartOf(commit: string, part: string): boolean {
  return part.length >= SHORTEST && commit.startsWith(part);
}
