import { describe, expect, it } from "vitest";
import { contradiction, inheritable, judge, labelRule, labelsProblem } from "./labels.ts";

const rule = labelRule(
  ["environment=testing", "managed-by=ci"],
  ["environment=production", "managed-by=manual", "keep=yes"],
);

describe("judge", () => {
  it.each([
    ["all match labels", { environment: "testing", "managed-by": "ci" }, "matches"],
    ["all of them among others", { environment: "testing", "managed-by": "ci", owner: "me" }, "matches"],
    ["only one of them", { environment: "testing" }, "out-of-scope"],
    ["none", {}, "out-of-scope"],
    ["another value", { environment: "testing-2", "managed-by": "ci" }, "out-of-scope"],
    ["another spelling", { environment: "Testing", "managed-by": "ci" }, "out-of-scope"],
    ["a protect label", { environment: "production", "managed-by": "ci" }, "protected"],
    [
      "all match labels and a protect label: deny wins",
      { environment: "testing", "managed-by": "ci", keep: "yes" },
      "protected",
    ],
    ["one protect label of several", { "managed-by": "manual" }, "protected"],
  ])("%s", (_, labels, verdict) => {
    expect(judge(labels, rule).verdict).toBe(verdict);
  });

  it("does not take what every object inherits for a label", () => {
    expect(judge({}, labelRule(["constructor=x"], ["a=b"])).verdict).toBe("out-of-scope");
  });
});

describe("labelRule refuses", () => {
  it.each([
    [[], "at least one"],
    [["environment"], 'has no "="'],
    [["=testing"], "no usable key"],
    [["my env=testing"], "no usable key"],
    [["environment="], "give a value for environment"],
    [["environment=${ENV}"], "nothing replaced"],
    [["environment={{ env }}"], "nothing replaced"],
  ])("%j, to match as to protect", (labels, words) => {
    const wanted = expect.objectContaining({ reason: "bad-label", message: expect.stringContaining(words) });
    expect(() => labelRule(labels, ["a=b"])).toThrow(wanted);
    expect(() => labelRule(["a=b"], labels)).toThrow(wanted);
    expect(labelsProblem(labels)).toContain(words);
  });

  it("two values at once for one key to match, not to protect", () => {
    expect(contradiction(["a=1", "a=2"])).toContain("a=1 and a=2");
    expect(contradiction(["a=1", "a=1", "b=2"])).toBeUndefined();
    expect(() => labelRule(["a=1", "a=2"], ["c=3"])).toThrow("nothing can have");
    expect(() => labelRule(["c=3"], ["a=1", "a=2"])).not.toThrow();
  });

  it("a label both to match and to protect", () => {
    expect(() => labelRule(["a=1", "b=2"], ["b=2"])).toThrow("nothing could ever be removed");
  });
});

it("keeps everything after the first = as the value", () => {
  expect(judge({ query: "a=b" }, labelRule(["query=a=b"], ["x=y"])).verdict).toBe("matches");
});

describe("inheritable", () => {
  it.each([
    ["all of them", { environment: "testing", "managed-by": "ci", other: "x" }, ["environment", "managed-by"]],
    ["a part of them", { environment: "testing", "managed-by": "somebody" }, ["environment"]],
    ["none of them", { environment: "Testing" }, []],
  ])("names %s", (_, labels, keys) => {
    expect(inheritable(labels, rule).map(({ key }) => key)).toEqual(keys);
  });
});
