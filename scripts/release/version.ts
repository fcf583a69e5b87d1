// Versions as https://semver.org/spec/v2.0.0.html orders them, and which moving tags a release may take with it.

export interface Version {
  readonly major: number;
  readonly minor: number;
  readonly patch: number;
  /** Dot-separated identifiers after `-`; empty for a release proper. */
  readonly prerelease: readonly string[];
}

const NUMBER = "(0|[1-9]\\d*)";
const SEMVER = new RegExp(
  `^${NUMBER}\\.${NUMBER}\\.${NUMBER}(?:-((?:0|[1-9]\\d*|\\d*[a-zA-Z-][\\w-]*)(?:\\.(?:0|[1-9]\\d*|\\d*[a-zA-Z-][\\w-]*))*))?$`,
);

/** `undefined` where the text is no version. Build metadata (`+…`) is none either: two tags would then be the same version. */
export function parseVersion(text: string): Version | undefined {
  const match = SEMVER.exec(text);
  if (match === null) return undefined;
  const [, major, minor, patch, prerelease = ""] = match;
  return {
    major: Number(major),
    minor: Number(minor),
    patch: Number(patch),
    prerelease: prerelease === "" ? [] : prerelease.split("."),
  };
}

export const formatVersion = ({ major, minor, patch, prerelease }: Version) =>
  `${major}.${minor}.${patch}${prerelease.length === 0 ? "" : `-${prerelease.join(".")}`}`;

/** Negative where `a` comes before `b`. */
export function compareVersions(a: Version, b: Version): number {
  return a.major - b.major || a.minor - b.minor || a.patch - b.patch || comparePrereleases(a.prerelease, b.prerelease);
}

function comparePrereleases(a: readonly string[], b: readonly string[]): number {
  if (a.length === 0 || b.length === 0) return b.length - a.length;
  for (const [index, left] of a.entries()) {
    const right = b[index];
    if (right === undefined) return 1;
    const order = compareIdentifiers(left, right);
    if (order !== 0) return order;
  }
  return a.length - b.length;
}

function compareIdentifiers(a: string, b: string): number {
  const numeric = [a, b].map((each) => /^\d+$/.test(each));
  if (numeric[0] && numeric[1]) return Number(a) - Number(b);
  if (numeric[0] !== numeric[1]) return numeric[0] ? -1 : 1;
  return a < b ? -1 : a > b ? 1 : 0;
}

/**
 * The moving tags that follow this release: `v1` where no higher 1.x.y is out, `v1.2` where no higher 1.2.y is, so that an old
 * line's patch never takes users back. A prerelease moves none. Below 1.0 a minor may break its users: only `v0.y` moves.
 */
export function movingTags(released: Version, others: readonly Version[]): string[] {
  if (released.prerelease.length > 0) return [];
  const highestAmong = (line: (other: Version) => boolean) =>
    others.every((other) => other.prerelease.length > 0 || !line(other) || compareVersions(other, released) < 0);
  const sameMajor = (other: Version) => other.major === released.major;
  const sameMinor = (other: Version) => sameMajor(other) && other.minor === released.minor;
  return [
    ...(released.major > 0 && highestAmong(sameMajor) ? [`v${released.major}`] : []),
    ...(highestAmong(sameMinor) ? [`v${released.major}.${released.minor}`] : []),
  ];
}

/** The release that this one comes after: the highest lower one. */
export function predecessor(released: Version, others: readonly Version[]): Version | undefined {
  return others
    .filter((other) => compareVersions(other, released) < 0)
    .toSorted(compareVersions)
    .at(-1);
}
