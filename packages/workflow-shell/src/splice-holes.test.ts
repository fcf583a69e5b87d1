// Expressions and variables that hold a piece of script are read as one.
import { commitMark, only } from "@deploy-actions/workflow-source/value";
import { describe, expect, it } from "vitest";
import { deploysOf, walked } from "../test/script.ts";

const given = (C: string) => ({ variables: { C } });

describe("a variable in a script for another shell", () => {
  it.each([
    ["with operators", "deploy a && deploy b | deploy c; deploy d", ["a", "b", "c", "d"]],
    ["of several lines", "deploy a\ndeploy \\\n  b", ["a", "b"]],
    ["with quotes", `deploy "a b" 'c d'`, ["a b c d"]],
    ["with variables of its own", "T=a; deploy $T", ["a"]],
    ["with branches", "if x; then deploy a; else deploy b; fi", ["a", "b"]],
    ["with marks", `deploy app:${commitMark()} x`, ["app:<commit> x"]],
  ])("%s", (_, piece, expected) => {
    expect(deploysOf('bash -c "$C"', given(piece))).toEqual(expected);
    expect(deploysOf('eval "$C"', given(piece))).toEqual(expected);
    expect(deploysOf('ssh h "$C"', given(piece))).toEqual(expected.map((one) => `@ ${one}`));
  });
});

it("leaves a word where it came from, so that its chain can be told", () => {
  const place = { path: "w.yml", range: () => ({ start: { line: 1, column: 1 }, end: { line: 1, column: 1 } }) };
  const values = only("deploy app:latest -x", [{ what: "env C", place }]);
  const { commands } = walked('eval "$C"', { variables: { C: values } });
  expect(commands.at(-1)?.words).toEqual(["app:latest", "-x"]);
  expect(commands.at(-1)?.places).toEqual(["1:7-9", "1:7-9"]);
});

it("leaves what may be one thing or another in one piece", () => {
  const C = [...only("deploy a; deploy b"), ...only("deploy c")];
  expect(walked('bash -c "$C"', { variables: { C } }).commands).toHaveLength(2);
});

it("is not what the script itself does with its variables", () => {
  expect(deploysOf("deploy $C", given("a; deploy b"))).toEqual(["a; deploy b"]);
});
