import type { CheckResult, Finding } from "@deploy-actions/policy";
import { expect, it } from "vitest";
import { mergedResults, type RepositoryResult } from "./merge-results.ts";

const range = { start: { line: 1, column: 1 }, end: { line: 1, column: 2 } };
const finding: Finding = {
  rule: "ITV001",
  name: "mutable-tag",
  severity: "error",
  message: "",
  subject: "a",
  path: "w.yml",
  range,
  chain: [{ what: "env TAG", place: { path: "w.yml", range: () => range } }],
  related: [{ what: "deployed by", path: "w.yml", range }],
  fix: { description: "", replacements: [{ path: "w.yml", range, text: "b" }] },
  suppressed: { by: "config", reason: "", place: { path: "c.yml", range } },
};
const result: CheckResult = {
  findings: [finding],
  tally: {
    immutable: 1,
    mutable: 2,
    undecided: 3,
    errors: 4,
    warnings: 5,
    notes: 6,
    suppressed: 7,
    unread: 8,
    unreadable: 9,
    unknown: 9,
  },
  workflows: ["w.yml"],
  files: ["w.yml", "compose.yml"],
};
const part = (prefix: string): RepositoryResult => ({ prefix, result, text: (path) => `${path} of ${prefix}` });

it("makes every path of a finding relative to the working directory", () => {
  const { result: one } = mergedResults([part("../app/")]);
  const paths = JSON.stringify(one, (key, value) => (key === "range" ? undefined : value)).match(/"[^"]*\.yml"/g);
  expect(paths).toHaveLength(8);
  for (const path of paths ?? []) expect(path).toMatch(/^"\.\.\/app\//);
});

it("adds up the counts, and finds the text of each file", () => {
  const all = mergedResults([part("a/"), part("b/")]);
  expect(all.result.tally).toEqual({
    immutable: 2,
    mutable: 4,
    undecided: 6,
    errors: 8,
    warnings: 10,
    notes: 12,
    suppressed: 14,
    unread: 16,
    unreadable: 18,
    unknown: 18,
  });
  expect(all.result.workflows).toEqual(["a/w.yml", "b/w.yml"]);
  expect(all.text("b/compose.yml")).toBe("compose.yml of b/");
});

it("leaves the paths of a single repository as they are", () => {
  expect(mergedResults([part("")]).result).toEqual(result);
});
