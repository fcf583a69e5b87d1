// Versions as https://semver.org/spec/v2.0.0.html orders them, and which moving tags a release may take with it.
import { compare, parse, type SemVer } from "semver";

/** A version without build metadata. */
export type Version = SemVer;

/** `undefined` where the text is not a version. Build metadata (`+…`) is refused too: two tags would then be the same version. */
export function parseVersion(text: string): Version | undefined {
  const version = parse(text);
  // The library takes `v1.2.3` and white space around a version too.
  return version?.version === text ? version : undefined;
}

export const formatVersion = ({ version }: Version) => version;

/** Negative where `a` comes before `b`. */
export const compareVersions = (a: Version, b: Version): number => compare(a, b);

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
