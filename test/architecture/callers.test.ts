// The reference callers and the guide agree on every setting, and a caller grants everything that the called workflow requests.
import { describe, expect, it } from "vitest";
import { filesBelow, read } from "./files.ts";
import { overreach, unbounded } from "./grants.ts";
import { repository } from "./own-uses.ts";
import { meaningOf, snippetsOf } from "./snippets.ts";

const CALLERS = ["dev", "uat", "prod", "rollback-environment"].map((name) => `.github/workflows/${name}.yml`);
const GUIDE = "docs/reference-workflows.md";

const used = (context: string) =>
  new Set(
    CALLERS.flatMap((path) =>
      [...read(path).matchAll(new RegExp(`\\b${context}\\.(\\w+)`, "g"))].map(([, name]) => name),
    ),
  );

/** Names in the first column of the tables under a heading. */
function documented(heading: string): Set<string | undefined> {
  const [, section = ""] = read(GUIDE).split(`\n### ${heading}\n`);
  const rows = (section.split(/\n##/)[0] ?? "").matchAll(/^\| (`[^|]*) \|/gm);
  return new Set([...rows].flatMap(([, cell = ""]) => [...cell.matchAll(/`(\w+)`/g)].map(([, name]) => name)));
}

describe("the settings of the reference callers", () => {
  it("are in the guide: each variable, and no other", () => {
    const guide = ["must", "may"].flatMap((verb) => [...documented(`Variables that ${verb} be set`)]);
    expect(guide.sort()).toEqual([...used("vars")].sort());
  });
  it("are in the guide: each secret, and no other", () => {
    expect([...documented("Secrets")].sort()).toEqual([...used("secrets")].sort());
  });
});

describe("the permissions that a called workflow requests", () => {
  const shown = filesBelow("", /\.md$/)
    .flatMap(snippetsOf)
    .flatMap((snippet) => {
      const meaning = meaningOf(snippet);
      return meaning?.kind === "workflow" ? [{ name: `${snippet.path}:${snippet.line}`, text: meaning.text }] : [];
    });
  const all = [...filesBelow(".github/workflows", /\.ya?ml$/).map((name) => ({ name, text: read(name) })), ...shown];

  it.each(all)("are granted by $name", ({ name, text }) => expect(overreach(name, text)).toEqual([]));

  it("are listed by every job except the one that pushes, which needs an id token only sometimes", () => {
    const jobs = filesBelow(".github/workflows", /\.ya?ml$/).flatMap((path) =>
      unbounded(read(path)).map((id) => `${path} ${id}`),
    );
    expect(jobs).toEqual([".github/workflows/deploy.yml image"]);
  });

  it("are reported when they are not granted", () => {
    const caller = (grants: string) =>
      `on: push\njobs:\n  a:\n    permissions: ${grants}\n    uses: ${repository}/.github/workflows/deploy.yml@v1\n`;
    expect(overreach("w.yml", caller("{ contents: read, packages: write }"))).toEqual([]);
    expect(overreach("w.yml", caller("{ contents: read }"))).toContain(
      ".github/workflows/deploy.yml, job rollback: packages: read is not granted by its caller",
    );
    expect(overreach("w.yml", caller("{ contents: read }").replace(/ {4}permissions.*\n/, ""))).toEqual([
      "w.yml, job a: calls a workflow and does not say what it grants",
    ]);
  });
});
