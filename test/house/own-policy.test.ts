// We hold ourselves to the policy that we ship: our own workflows, and what our documents tell others to write.
import { checkWorkflow } from "@deploy-actions/workflow";
import { describe, expect, it } from "vitest";
import { filesBelow, read } from "./files.ts";
import { meaningOf, snippetsOf } from "./snippets.ts";

function findings(path: string, text: string): string[] {
  const { findings } = checkWorkflow(path, new TextEncoder().encode(text));
  return findings.map(({ range, rule, message }) => `${path}:${range.start.line} ${rule} ${message}`);
}

it.each(filesBelow(".github/workflows", /\.ya?ml$/))("%s deploys only what cannot change", (path) => {
  expect(findings(path, read(path))).toEqual([]);
});

describe("documents", () => {
  const workflows = filesBelow("", /\.md$/)
    .flatMap(snippetsOf)
    .flatMap((snippet) => {
      const meaning = meaningOf(snippet);
      return meaning?.kind === "workflow" ? [{ name: `${snippet.path}:${snippet.line}`, text: meaning.text }] : [];
    });
  it.each(workflows)("$name shows only deploys of what cannot change", ({ name, text }) => {
    expect(findings(name, text)).toEqual([]);
  });
});

it("and this check finds what it should", () => {
  const text = "jobs:\n  deploy:\n    steps:\n      - run: docker pull acme/app:latest\n";
  expect(findings("w.yml", text)).toEqual([expect.stringContaining("w.yml:4 ITV001")]);
});
