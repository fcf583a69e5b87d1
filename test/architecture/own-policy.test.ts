// Our own workflows, and those in our documents, follow the policy that we ship, with its strictest settings.
import { checkReports, EMPTY_CONFIG } from "@deploy-actions/policy";
import { type Files, openProject, templateOfFile } from "@deploy-actions/workflow";
import { describe, expect, it } from "vitest";
import { filesBelow, read } from "./files.ts";
import { repository } from "./own-uses.ts";
import { meaningOf, snippetsOf } from "./snippets.ts";

const SETTINGS = { strict: true, actions: "sha", ownOwners: [repository.split("/")[0] ?? ""] } as const;

function findings(path: string, text: string): string[] {
  const files: Files = {
    read: (asked) => (asked === path ? templateOfFile({ path, text }) : undefined),
    below: () => [],
    named: () => [],
  };
  const texts = { text: () => text, config: EMPTY_CONFIG, today: "2026-01-01" };
  const { findings } = checkReports([openProject(files, SETTINGS, repository).report(path)], SETTINGS, texts);
  return findings
    .filter(({ suppressed }) => suppressed === undefined)
    .map(({ range, rule, message }) => `${path}:${range.start.line} ${rule} ${message}`);
}

it.each(filesBelow(".github/workflows", /\.ya?ml$/))("%s deploys only images that cannot change", (path) => {
  expect(findings(path, read(path))).toEqual([]);
});

describe("documents", () => {
  // The policy's own pages also show what is wrong: policy-pages.test.ts checks those.
  const workflows = filesBelow("", /\.md$/)
    .filter((path) => !path.startsWith("docs/policy/"))
    .flatMap(snippetsOf)
    .flatMap((snippet) => {
      const meaning = meaningOf(snippet);
      return meaning?.kind === "workflow" ? [{ name: `${snippet.path}:${snippet.line}`, text: meaning.text }] : [];
    });
  it.each(workflows)("$name deploys only images that cannot change", ({ name, text }) => {
    // A snippet has no repository around it, so the files that it deploys are not known.
    expect(findings(name, text).filter((line) => !line.includes(" ITV006 "))).toEqual([]);
  });
});

it("this check finds a mutable image", () => {
  const text = "jobs:\n  deploy:\n    steps:\n      - run: docker pull acme/app:latest\n";
  expect(findings("w.yml", text)).toEqual([expect.stringContaining("w.yml:4 ITV001")]);
});
