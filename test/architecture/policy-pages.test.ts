// Each rule of the policy has a page and each page has a rule, and the examples are right: the rule reports "Before", no other rule does,
// and nothing reports "After".
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

  it("has the same structure as all pages, and the rule's texts", () => {
    expect(page.title).toBe(`${rule.id} ${rule.name}`);
    expect(page.parts).toEqual(PARTS);
    expect(page.severity).toBe(rule.severity);
  });

  it("shows a Before that this rule reports, and no other", () => {
    const { companion } = page;
    const expected = [rule.id, ...(companion === undefined ? [] : [companion])].sort();
    expect([...new Set(found(page, page.before).map((each) => each.rule))].sort()).toEqual(expected);
  });

  it("shows an After without findings, even with strict settings", () => {
    expect(Object.keys(page.after)).toEqual(Object.keys(page.before));
    expect(found(page, page.after, true)).toEqual([]);
  });
});

// Not every rule is about deploys.
it.each(rules.filter(({ onUse }) => onUse === undefined))(
  "$id still deploys in After, and only images that cannot change",
  (rule) => {
    const { immutable, mutable, undecided } = checkRepository(pageAt(rulePage(rule)).after).tally;
    expect(immutable).toBeGreaterThan(0);
    expect({ mutable, undecided }).toEqual({ mutable: 0, undecided: 0 });
  },
);

describe("the rest of these pages", () => {
  const documents = filesBelow("docs/policy", /\.md$/).map((path) => ({ path, text: read(path) }));

  it.each(documents)("$path has no broken links", ({ path, text }) => {
    expect(deadLinks(path, text)).toEqual([]);
  });

  it("shows valid configuration", () => {
    const shown = documents.flatMap(({ path, text }) =>
      [...text.matchAll(CONFIGURATION)].map(([, body = ""]) => ({ path, read: readConfig(path, body, rules) })),
    );
    expect(shown.length).toBeGreaterThan(1);
    expect(shown.filter((each) => !each.read.ok)).toEqual([]);
  });

  it("shows a guard and a comment without findings in the overview", () => {
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

/** Findings that are not suppressed, with their messages, so that a failed comparison explains itself. */
function found({ actions, fromBase, after }: Page, shown: Shown, strict = false): { rule: string; message: string }[] {
  const settings = { actions, strict, ownOwners: [repository.split("/")[0] ?? ""] };
  const { findings, workflows } = checkRepository(shown, settings, fromBase ? after : undefined);
  expect(workflows).not.toEqual([]);
  return findings
    .filter(({ suppressed }) => suppressed === undefined)
    .map(({ rule, path, range, message }) => ({ rule, message: `${path}:${range.start.line} ${message}` }));
}
