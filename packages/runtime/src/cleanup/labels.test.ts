import { describe, expect, it } from "vitest";
import { ruleOf } from "../../test/label-rule.ts";
import { inheritable, judge, labelRule, readLabels, readMatchLabels } from "./labels.ts";

const rule = ruleOf(
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

  it("ignores properties that every object inherits", () => {
    expect(judge({}, ruleOf(["constructor=x"], ["a=b"])).verdict).toBe("out-of-scope");
  });
});

describe("readLabels and readMatchLabels refuse", () => {
  it.each([
    [[], "at least one"],
    [["environment"], 'has no "="'],
    [["=testing"], "no usable key"],
    [["my env=testing"], "no usable key"],
    [["environment="], "give a value for environment"],
    [["environment=${ENV}"], "was not replaced"],
    [["environment={{ env }}"], "was not replaced"],
    [["a=b", "environment"], 'has no "="'],
  ])("%j", (labels, message) => {
    const wanted = { mistake: expect.stringContaining(message) };
    expect(readLabels(labels)).toEqual(wanted);
    expect(readMatchLabels(labels)).toEqual(wanted);
  });

  it("two values for one key to match, but not to protect", () => {
    expect(readMatchLabels(["a=1", "a=2"])).toEqual({ mistake: expect.stringContaining("a=1 and a=2") });
    expect(readMatchLabels(["a=1", "a=1", "b=2"])).toHaveProperty("value");
    expect(readLabels(["a=1", "a=2"])).toHaveProperty("value");
  });
});

describe("labelRule refuses", () => {
  const A = { key: "a", value: "1" };

  it.each([
    ["nothing to match", [], [A], "at least one"],
    ["nothing to protect", [A], [], "at least one"],
    [
      "two values for one key to match",
      [A, { key: "a", value: "2" }],
      [{ key: "c", value: "3" }],
      "no object can have",
    ],
    ["a label both to match and to protect", [A, { key: "b", value: "2" }], [A], "nothing could ever be removed"],
  ])("%s", (_, match, protect, message) => {
    expect(() => labelRule(match, protect)).toThrow(
      expect.objectContaining({ reason: "bad-label", message: expect.stringContaining(message) }),
    );
  });
});

it("uses everything after the first = as the value", () => {
  expect(judge({ query: "a=b" }, ruleOf(["query=a=b"], ["x=y"])).verdict).toBe("matches");
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
