import { expect, it } from "vitest";
import { policyChange } from "./policy-change.ts";

const settings = (before: string | undefined, after: string | undefined) => policyChange(before, after)?.settings;

it.each<[string, string | undefined, string | undefined]>([
  ["the same text", "version: 1\n", "version: 1\n"],
  ["no file in both", undefined, undefined],
  ["comments and quotes", "version: 1\nown-owners: [a]\n", "# ours\nversion: '1'\nown-owners:\n- \"a\"\n"],
  ["no file, and one without settings", undefined, "version: 1\n"],
  ["an empty file, and none", "", undefined],
])("finds no change in %s", (_, before, after) => expect(policyChange(before, after)).toBeUndefined());

it.each<[string | undefined, string | undefined, readonly string[]]>([
  ["version: 1\n", "version: 1\nbuild-jobs: [x]\n", ["build-jobs"]],
  ["version: 1\nbuild-jobs: [x]\n", undefined, ["build-jobs"]],
  [
    "severities: { ITV001: error }\n",
    "severities: { ITV001: off, ITV002: note }\n",
    ["severities.ITV001", "severities.ITV002"],
  ],
  ["paths: { exclude: [a] }\n", "own-owners: [b]\n", ["paths.exclude", "own-owners"]],
  ["own-owners: [a, b]\n", "own-owners: [b, a]\n", ["own-owners"]],
  ["version: 1\n", "- a list\n", ["version"]],
  ["version: 1\n", "a: [\n", []],
  [`# ${"x".repeat(70_000)}\n`, "version: 1\n", []],
])("from %j to %j changes %j", (before, after, expected) => expect(settings(before, after)).toEqual(expected));

it("stands at the first changed setting, or at the start of a deleted file", () => {
  expect(policyChange("version: 1\n", "version: 1\nbuild-jobs: [x]\n")?.range.start).toEqual({ line: 2, column: 1 });
  expect(policyChange("build-jobs: [x]\n", undefined)?.range.start).toEqual({ line: 1, column: 1 });
});
