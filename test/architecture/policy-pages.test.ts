// Each rule of the policy has its page and each page its rule, and what a page shows is so: the rule finds "Before" and nothing but that,
// and is content with "After".
import { readConfig, rulePage, rules } from "@deploy-actions/policy";
import { describe, expect, it } from "vitest";
import { checkRepository } from "../../packages/policy/test/repository.ts";
import { filesBelow, read } from "./files.ts";
import { deadLinks } from "./links.ts";
import { repository } from "./own-uses.ts";
import { type Page, pageAt, type Shown } from "./policy-page.ts";
import { meaningOf, snippetsOf } from "./snippets.ts";

const PARTS = ["What", "Why", "Before", "After", "How it is found", "When to suppress"];

it("has a page for each rule, and no other", () => {
  expect(filesBelow("docs/policy", /\/ITV\d+\.md$/).sort()).toEqual(rules.map(rulePage).sort());
});

describe.each(rules)("the page of $id $name", (rule) => {
  const page = pageAt(rulePage(rule));

  it("has the shape that all have, and says what the rule says", () => {
    expect(page.title).toBe(`${rule.id} ${rule.name}`);
    expect(page.parts).toEqual(PARTS);
    expect(page.severity).toBe(rule.severity);
  });

  it("shows before what the rule finds, and no other", () => {
    const { beside } = page;
    const expected = [rule.id, ...(beside === undefined ? [] : [beside])].sort();
    expect([...new Set(found(page, page.before).map((each) => each.rule))].sort()).toEqual(expected);
  });

  it("shows after what nothing is found in, however strict", () => {
    expect(Object.keys(page.after)).toEqual(Object.keys(page.before));
    expect(found(page, page.after, true)).toEqual([]);
  });
});

// Not every rule is about deploys.
it.each(rules.filter(({ onUse }) => onUse === undefined))(
  "$id still deploys after, and only what cannot change",
  (rule) => {
    const { immutable, mutable, undecided } = checkRepository(pageAt(rulePage(rule)).after).tally;
    expect(immutable).toBeGreaterThan(0);
    expect({ mutable, undecided }).toEqual({ mutable: 0, undecided: 0 });
  },
);

describe("what else these pages show", () => {
  const documents = filesBelow("docs/policy", /\.md$/).map((path) => ({ path, text: read(path) }));

  it.each(documents)("$path leads only to places that are there", ({ path, text }) => {
    expect(deadLinks(path, text)).toEqual([]);
  });

  it("is configuration that can be read", () => {
    const shown = documents.flatMap(({ path, text }) =>
      [...text.matchAll(CONFIGURATION)].map(([, body = ""]) => ({ path, read: readConfig(path, body, rules) })),
    );
    expect(shown.length).toBeGreaterThan(1);
    expect(shown.filter((each) => !each.read.ok)).toEqual([]);
  });

  it("is content with the guard and the comment of the overview", () => {
    const workflows = snippetsOf("docs/policy/README.md").flatMap((snippet) => meaningOf(snippet)?.text ?? []);
    const open = workflows.map(
      (text) => checkRepository({ ".github/workflows/deploy.yml": text }, { strict: true }).tally,
    );
    expect(open).toMatchObject([
      { immutable: 1, undecided: 0, errors: 0, warnings: 0, notes: 0, suppressed: 0 },
      { mutable: 1, errors: 0, warnings: 0, notes: 0, suppressed: 1 },
    ]);
  });
});

const CONFIGURATION = /^```yaml\n# \.github\/immutable-tags\.yml\n([\s\S]*?)^```$/gm;

/** Findings that nobody excused, with what they say so that a difference tells why. */
function found({ actions }: Page, shown: Shown, strict = false): { rule: string; message: string }[] {
  const { findings, workflows } = checkRepository(shown, {
    actions,
    strict,
    ownOwners: [repository.split("/")[0] ?? ""],
  });
  expect(workflows).not.toEqual([]);
  return findings
    .filter(({ suppressed }) => suppressed === undefined)
    .map(({ rule, path, range, message }) => ({ rule, message: `${path}:${range.start.line} ${message}` }));
}
