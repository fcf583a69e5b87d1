// Whatever we use of others is pinned to a full commit SHA that somebody looked up, with its version beside it.
import { describe, expect, it } from "vitest";
import { filesBelow, read } from "./files.ts";
import { ownTarget, usesByJob } from "./own-uses.ts";
import { isCounterexample, meaningOf, snippetsOf } from "./snippets.ts";

/** Looked up on 2026-11-21 in public repositories that name the SHA together with the version. */
const ALLOWED = [
  "actions/checkout@de0fac2e4500dabe0009e67214ff5f5447ce83dd # v6.0.2",
  "github/codeql-action/upload-sarif@5d4e8d1aca955e8d8589aabd499c5cae939e33c7 # v4.31.9",
];

const USES = /^[ \t]*(?:-[ \t]+)?["']?uses["']?:[ \t]*(["']?)([^\s"'#]+)\1[ \t]*(#.*)?$/gm;

type Written = { readonly place: string; readonly uses: string; readonly whole: string };

/** Every `uses:` line of a text, comments on it included. */
function written(path: string, text: string, firstLine = 1): Written[] {
  return [...text.matchAll(USES)].map((match) => {
    const line = firstLine + text.slice(0, match.index).split("\n").length - 1;
    const comment = match[3]?.trim();
    const uses = match[2] ?? "";
    return { place: `${path}:${line}`, uses, whole: comment === undefined ? uses : `${uses} ${comment}` };
  });
}

const yaml = [
  ...filesBelow(".github", /\.ya?ml$/),
  ...filesBelow("actions", /\.ya?ml$/),
  ...filesBelow("examples", /\.ya?ml$/),
];
const snippets = filesBelow("", /\.md$/)
  .flatMap(snippetsOf)
  .filter((snippet) => !isCounterexample(snippet));
const all = [
  ...yaml.flatMap((path) => written(path, read(path))),
  ...snippets.flatMap(({ path, line, text }) => written(path, text, line)),
];

describe("what we use of others", () => {
  const others = all.filter(({ uses }) => ownTarget(uses) === undefined);
  it("is seen at all", () => expect(others).not.toEqual([]));
  it("is one of the few that we allow, at the SHA that was looked up", () => {
    expect(others.flatMap(({ place, whole }) => (ALLOWED.includes(whole) ? [] : [`${place}: ${whole}`]))).toEqual([]);
  });
  it("is a full commit SHA", () => {
    for (const entry of ALLOWED) expect(entry).toMatch(/^[\w.-]+\/[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
  });
});

describe("a checkout", () => {
  const texts = [
    ...filesBelow(".github/workflows", /\.ya?ml$/).map((path) => ({ place: path, text: read(path) })),
    ...snippets.flatMap((snippet) => {
      const meaning = meaningOf(snippet);
      return meaning === undefined ? [] : [{ place: `${snippet.path}:${snippet.line}`, text: meaning.text }];
    }),
  ];
  it("leaves no token behind in the working copy", () => {
    const careless = texts.flatMap(({ place, text }) =>
      usesByJob(text)
        .flat()
        .filter(({ uses, given }) => uses.startsWith("actions/checkout@") && given["persist-credentials"] !== false)
        .map(() => `${place}: persist-credentials: false is missing`),
    );
    expect(careless).toEqual([]);
  });
});
