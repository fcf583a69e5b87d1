// Every operation of parameter expansion, over known texts, several of them, and what only a run knows.
import { commitMark, mark, only } from "@deploy-actions/workflow-source/value";
import { expect, it } from "vitest";
import { walked } from "../test/script.ts";

const VARIABLES = {
  REF: "refs/heads/a/b",
  FILE: "app.tar.gz",
  NONE: "",
  SHA: commitMark(),
  SHORT: commitMark(7),
  INPUT: mark("input"),
  MIXED: `sha-${commitMark()}-x`,
  EITHER: [...only("v1.0"), ...only("v2.0")],
  MAYBE: [...only(""), ...only("v1")],
};

it.each([
  // Defaults
  ["${UNSET:-d}", "d"],
  ["${UNSET-d}", "d"],
  ["${UNSET:=d}", "d"],
  ["${UNSET:-$REF}", "refs/heads/a/b"],
  ["${UNSET:-${ALSO:-d}}", "d"],
  ["${UNSET:-}", ""],
  ["${NONE:-d}", "d"],
  ["${NONE-d}", ""],
  ["${FILE:-d}", "app.tar.gz"],
  ["${MAYBE:-d}", "v1 | d"],
  ["${MAYBE-d}", " | v1"],
  ["${INPUT:-d}", "<input>"],
  ["${UNSET:+d}", ""],
  ["${FILE:+d}", "d"],
  ["${NONE:+d}", "d | "],
  ["${NONE+d}", "d"],
  ["${INPUT:+d}", "d | "],
  ["${FILE:?no}", "app.tar.gz"],
  ["${UNSET:?no}", "<variable>"],
  ["${MAYBE:?no}", "v1"],
  // Slices
  ["${FILE:4}", "tar.gz"],
  ["${FILE:0:3}", "app"],
  ["${FILE::3}", "app"],
  ["${FILE: -2}", "gz"],
  ["${FILE: -6:3}", "tar"],
  ["${FILE:0:-3}", "app.tar"],
  ["${FILE:99}", ""],
  ["${SHA::7}", "<commit>"],
  ["${SHA:0:0}", ""],
  ["${MIXED:0:4}", "sha-"],
  ["${MIXED:0:11}", "sha-<commit>"],
  ["${INPUT:0:7}", "<input>"],
  ["${EITHER:1}", "1.0 | 2.0"],
  ["${FILE:$N:2}", "<variable>"],
  // Prefixes and suffixes
  ["${REF#*/}", "heads/a/b"],
  ["${REF##*/}", "b"],
  ["${REF#refs/heads/}", "a/b"],
  ["${REF%/*}", "refs/heads/a"],
  ["${REF%%/*}", "refs"],
  ["${FILE%.gz}", "app.tar"],
  ["${FILE%%.*}", "app"],
  ["${FILE#x}", "app.tar.gz"],
  ["${EITHER#v}", "1.0 | 2.0"],
  ["${SHA#v}", "<commit>"],
  ["${FILE%$UNSET}", "app.tar.gz"],
  // Replacements
  ["${REF/a/x}", "refs/hexds/a/b"],
  ["${REF//a/x}", "refs/hexds/x/b"],
  ["${REF//\\//-}", "refs-heads-a-b"],
  ["${REF/#refs/x}", "x/heads/a/b"],
  ["${REF/%b/x}", "refs/heads/a/x"],
  ["${REF//[\\/]/_}", "refs_heads_a_b"],
  ["${FILE//./}", "apptargz"],
  ["${FILE/app/$SHA}", "<commit>.tar.gz"],
  ["${FILE/app/$&}", "$&.tar.gz"],
  ["${FILE/$UNSET/x}", "app.tar.gz"],
  // Case
  ["${FILE^^}", "APP.TAR.GZ"],
  ["${FILE^}", "App.tar.gz"],
  ["${SHA,,}", "<commit>"],
  ["${FILE@Q}", "<variable>"],
])("%s is %s", (expansion, expected) => {
  expect(walked(`d "${expansion}"`, { variables: VARIABLES }).commands[0]?.words).toEqual([expected]);
});

it.each([
  ["${SHA::7}", 7],
  ["${SHA:0:12}", 12],
  ["${SHA:4:4}", 4],
  ["${SHORT::20}", 7],
  ["${SHA:36}", 4],
])("%s is a commit of %i digits", (expansion, digits) => {
  const { scope } = walked(`A=${expansion}`, { variables: VARIABLES });
  expect(scope.variables.get("A")?.map(({ text }) => text)).toEqual([commitMark(digits)]);
});

it("tells a default from what was given", () => {
  const { scope } = walked("A=${UNSET:-latest}\nB=${MAYBE:-latest}", { variables: VARIABLES });
  const fallbacks = (name: string) =>
    scope.variables
      .get(name)
      ?.map(({ text, trail }) => [text, trail.filter(({ fallback }) => fallback).map(({ what }) => what)]);
  expect(fallbacks("A")).toEqual([["latest", ["default of ${UNSET:-latest}"]]]);
  expect(fallbacks("B")).toEqual([
    ["v1", []],
    ["latest", ["default of ${MAYBE:-latest}"]],
  ]);
});

it.each([
  ["many stars", `\${A##${"*a".repeat(50)}}`],
  ["a long pattern", `\${A%%${"?".repeat(5000)}}`],
  ["a long text", `\${A//${"*a*a*a*a"}/x}`],
  ["suffixes of a long text", `\${A%%*b*}`],
])("is quick with %s", (_, expansion) => {
  expect(walked(`d "${expansion}"`, { variables: { A: "a".repeat(20_000) } }).problems).toEqual([]);
});
