import { expect, test } from "vitest";
import {
  compareVersions,
  formatVersion,
  movingTags,
  parseVersion,
  predecessor,
  type Version,
} from "../../scripts/release/version.ts";

const v = (text: string): Version => {
  const version = parseVersion(text);
  if (version === undefined) throw new Error(`${text} is not a version`);
  return version;
};
const all = (...texts: string[]) => texts.map(v);

test.each([
  "1.2",
  "v1.2.3",
  "1.2.3.4",
  "01.2.3",
  "1.2.3-",
  "1.2.3-01",
  "1.2.3+build",
  "",
  "1.2.x",
  "-1.2.3",
  "1.2.3\n",
])("%j is not a version", (text) => {
  expect(parseVersion(text)).toBeUndefined();
});

test("versions order as the specification's own example says", () => {
  const ordered = [
    "1.0.0-alpha",
    "1.0.0-alpha.1",
    "1.0.0-alpha.beta",
    "1.0.0-beta",
    "1.0.0-beta.2",
    "1.0.0-beta.11",
    "1.0.0-rc.1",
    "1.0.0",
    "1.9.0",
    "1.10.0",
    "2.0.0",
  ];
  expect(ordered.toReversed().map(v).toSorted(compareVersions).map(formatVersion)).toEqual(ordered);
});

test.each([
  ["the first release", "1.0.0", [], ["v1", "v1.0"]],
  ["the next patch", "1.2.3", ["1.2.2", "1.1.9"], ["v1", "v1.2"]],
  ["a patch of an older minor", "1.1.5", ["1.1.4", "1.2.0"], ["v1.1"]],
  ["a patch below one that is out", "1.1.4", ["1.1.5"], []],
  ["an older major", "1.3.0", ["2.0.0", "1.2.0"], ["v1", "v1.3"]],
  ["after a prerelease of something higher", "1.2.1", ["1.3.0-rc.1"], ["v1", "v1.2"]],
  ["a prerelease", "1.3.0-rc.1", ["1.2.0"], []],
  ["below 1.0", "0.2.0", ["0.1.0"], ["v0.2"]],
])("%s: %s among %j moves %j", (_, version, others, moved) => {
  expect(movingTags(v(version), all(...others))).toEqual(moved);
});

test("a release comes after the highest lower one", () => {
  expect(predecessor(v("1.1.5"), all("1.0.0", "1.1.4", "1.2.0"))).toEqual(v("1.1.4"));
  expect(predecessor(v("1.0.0"), all("1.1.0"))).toBeUndefined();
});
