import { commandOf } from "@deploy-actions/workflow-source/testing";
import { mark, shown } from "@deploy-actions/workflow-source/value";
import { expect, it } from "vitest";
import { jsonPairsOf, pairsOf, type SetPair } from "./set-list.ts";

function said(pairs: readonly SetPair[]): readonly string[] {
  return pairs.map(
    ({ path, value }) => `${path.join(" ")} = ${value.values.map(({ text }) => shown(text)).join(" | ")}`,
  );
}

function word(text: string) {
  const [first] = commandOf("x $W", { words: { W: text } }).args;
  if (first === undefined) throw new Error("no word");
  return first;
}

it.each([
  ["image.tag=v1", ["image tag = v1"]],
  ["a=1,b.c=2", ["a = 1", "b c = 2"]],
  ["a[0].image=x:1,b={x,y}", ["a 0 image = x:1", "b = {x,y}"]],
  ["a\\.b/c=x\\,y", ["a.b/c = x,y"]],
  ["a=", ["a = "]],
  ["a=b=c", ["a = b=c"]],
  [`image.tag=sha-${mark("input")}`, ["image tag = sha-<input>"]],
  ["", []],
  ["=x", []],
  ["justtext", []],
])("--set %s", (text, expected) => expect(said(pairsOf(word(text)))).toEqual(expected));

it.each([
  ['image={"tag":"v1","pull":true}', ["image tag = v1", "image pull = true"]],
  ['{"a":{"image":"x:1"},"n":2}', ["a image = x:1", "n = 2"]],
  ['list=[{"image":"x:1"}]', ["list 0 image = x:1"]],
  ["image={", []],
  ["a=null", []],
])("--set-json %s", (text, expected) => expect(said(jsonPairsOf(word(text)))).toEqual(expected));

it("keeps alternatives of one key together and apart from other keys", () => {
  const [both] = commandOf("x $W", {
    words: {
      W: [
        { text: "tag=a", trail: [] },
        { text: "tag=b,x=1", trail: [] },
      ],
    },
  }).args;
  expect(both === undefined ? [] : said(pairsOf(both))).toEqual(["tag = a | b", "x = 1"]);
});
