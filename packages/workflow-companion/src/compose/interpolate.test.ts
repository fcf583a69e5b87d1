import { TemplateWriter, templateOfFile } from "@deploy-actions/workflow-source";
import { mark, only, shown, union, type Values } from "@deploy-actions/workflow-source/value";
import { describe, expect, it } from "vitest";
import { interpolate } from "./interpolate.ts";

const KNOWN: Readonly<Record<string, Values>> = {
  TAG: only("v1"),
  EMPTY: only(""),
  INPUT: only(mark("input")),
  EITHER: union(only("v1"), only("")),
};
const scalar = (text: string) => templateOfFile({ path: "c.yml", text });
const fill = (text: string) => interpolate(scalar(text), (name) => KNOWN[name]);
const texts = (text: string) => fill(text).map((value) => shown(value.text));

describe("what a scalar may be", () => {
  it.each([
    ["app", ["app"]],
    ["", [""]],
    ["app:$TAG", ["app:v1"]],
    ["app:${TAG}-a", ["app:v1-a"]],
    ["$TAG$TAG", ["v1v1"]],
    ["a$$TAG", ["a$TAG"]],
    ["a$", ["a$"]],
    ["a${", ["a${"]],
    ["a${TAG", ["a${TAG"]],
    ["${1}", ["${1}"]],
    ["app:${NONE}", ["app:<variable>"]],
    ["app:${TAG:-latest}", ["app:v1"]],
    ["app:${NONE:-latest}", ["app:latest"]],
    ["app:${NONE-latest}", ["app:latest"]],
    ["app:${EMPTY:-latest}", ["app:latest"]],
    ["app:${EMPTY-latest}", ["app:"]],
    ["app:${EITHER:-latest}", ["app:v1", "app:latest"]],
    ["app:${INPUT:-latest}", ["app:<input>"]],
    ["app:${NONE:?say it}", ["app:<variable>"]],
    ["app:${EMPTY:?say it}", ["app:<variable>"]],
    ["app:${TAG:?say it}", ["app:v1"]],
    ["app${TAG:+:$TAG}", ["app:v1"]],
    ["app${NONE:+:$TAG}", ["app"]],
    ["app${EITHER:+:x}", ["app:x", "app"]],
    ["${NONE:-app:${ALSO:-b}}", ["app:b"]],
    ["${NONE:-app:$TAG}", ["app:v1"]],
  ])("%s", (text, expected) => expect(texts(text)).toEqual(expected));
});

it("says where a default stands, and that it is one", () => {
  const [value] = fill("app:${NONE:-latest}");
  expect(value?.trail).toMatchObject([{ what: "the default of NONE", fallback: true }]);
  expect(value?.trail[0]?.place.range()).toEqual({ start: { line: 1, column: 13 }, end: { line: 1, column: 19 } });
});

it("says which variable nothing sets", () => {
  expect(fill("${NONE}")[0]?.trail).toMatchObject([{ what: "variable NONE, not set in this repository" }]);
});

it("fills the holes of a file that a script wrote, defaults included", () => {
  const source = scalar("${NONE:-X}");
  const writer = new TemplateWriter();
  writer.text("${NONE:-", 0, source);
  writer.hole(only("sha"), 8, 9, source, "X");
  writer.text("}", 9, source);
  expect(interpolate(writer.done(), () => undefined)[0]?.text).toBe("sha");
});

it("takes no longer for hostile texts", () => {
  expect(() => fill("${A".repeat(50_000))).not.toThrow();
  expect(() => fill("${A:-".repeat(20_000) + "}".repeat(20_000))).not.toThrow();
});
