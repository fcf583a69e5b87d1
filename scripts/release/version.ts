// Versions as https://semver.org/spec/v2.0.0.html orders them, and which moving tags follow a release.
import { compare, parse, type SemVer } from "semver";

/** A version without build metadata. */
export type Version = SemVer;

/** `undefined` where the text is not a version. Build metadata (`+…`) is refused too: two tags would then be the same version. */
export function parseVersion(text: string): Version | undefined {
  const version = parse(text);
  // The library also accepts `v1.2.3`, and white space around a version.
  return version?.version === text ? version : undefined;
}

export const formatVersion = ({ version }: Version) => version;

/** Negative where `a` comes before `b`. */
export const compareVersions = (a: Version, b: Version): number => compare(a, b);

/**
 * The moving tags that follow this release: `v1` if there is no higher 1.x.y, `v1.2` if there is no higher 1.2.y, so that a
 * patch of an older line never downgrades users. A prerelease moves none. Below 1.0 a minor may break its users: only `v0.y` moves.
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

/** The previous release: the highest lower one. */
export function predecessor(released: Version, others: readonly Version[]): Version | undefined {
  return others
    .filter((other) => compareVersions(other, released) < 0)
    .toSorted(compareVersions)
    .at(-1);
}
