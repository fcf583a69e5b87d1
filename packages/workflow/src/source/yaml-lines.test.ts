import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { offsetsOf } from "./scalar.ts";
import { writtenDocuments } from "./yaml-lines.ts";
import type { YamlDocument, YamlNode } from "./yaml-node.ts";
import { parsedDocuments } from "./yaml-parser.ts";

/** What a node means and where its characters stand; where a null stands is nobody's business. */
function meaning(node: YamlNode | undefined): unknown {
  switch (node?.is) {
    case "map":
      return node.entries.map(({ key, keyNode, value }) => [key, meaning(keyNode), meaning(value)]);
    case "list":
      return { items: node.items.map(meaning) };
    case "scalar": {
      const { text, start, end } = node;
      const offsetOf = offsetsOf(node);
      return text === undefined ? null : { text, start, end, offsets: [...text].map((_, index) => offsetOf(index)) };
    }
    case "alias":
      return { alias: meaning(node.target) };
    default:
      return undefined;
  }
}

/** Where the first one starts is nobody's business either. */
const meaningOf = (documents: readonly YamlDocument[] | undefined) =>
  documents?.map(({ root, start }, index) => ({ start: index === 0 ? 0 : start, root: meaning(root) }));
const ofParser = (text: string) => {
  const { documents, fault } = parsedDocuments(text);
  return { documents: meaningOf(documents), fault };
};

const WORKFLOW = `# Deploys.
name: Deploy   # to production
on:
  push:
    branches: [main, 'release/*', "a, b"]
  workflow_dispatch:
    inputs: { tag: { required: true, default: "v\\"1\\"" }, 'x y': [a, [b]], }
env:
  URL: https://example.org/#top
  IMAGE: ghcr.io/acme/app:\${{ github.sha }}
  EMPTY:
  NOTHING: ~
  'quoted key': it's
  "other" : 'it''s'
jobs:
  build:
    if: >-
      github.ref == 'refs/heads/main'
      && true

    steps:
    - uses: actions/checkout@v4

    -   name: Script
        run: |  # why
          echo "a: b" # not a comment

            docker run x
   # a comment between
    -
      run: |-
        last

    - plain -dash
  .hidden: -1
`;

const FORMS: readonly string[] = [
  WORKFLOW,
  WORKFLOW.replaceAll("\n", "\r\n"),
  "- a\n- b: c\n  d: e\n-\n- - \n".replace("- - \n", "- x"),
  "---\na: 1\n---\n# of the second\nb: 2\n",
  "a: |\n\n  first\n\n\n",
  "a: |-\n \n  b\n    \n     \n\nc: |\n  d\n     \n   \n  \n",
  "a: &x\n  b: 1\nc: &y # why\n- &z 'd'\n- *z\ne:\n  <<: *x\n  f: *y # what\n---\na: &x b\nb: *x\nc: &x d\nd: *x\n",
  "a: >\n  folded\n  line\n\n  after\n   more\n  less\nb: c",
  "a: b",
];

describe("what it reads is what the parser reads", () => {
  it.each(FORMS)("%j", (text) => {
    const documents = meaningOf(writtenDocuments(text));
    expect(documents).toBeDefined();
    expect({ documents, fault: undefined }).toEqual(ofParser(text));
  });

  it("or nothing, whatever is changed", () => {
    const pieces = [
      ..." :-#'\"[]{},|>&*!\t\\~?%@\r\n.1\u00a0\u2028",
      ...[
        ": ",
        " #",
        "- ",
        "\n  ",
        "\n- ",
        "\n---\n",
        "\n...\n",
        "null",
        "&x ",
        "*x",
        "'a'",
        '"b": ',
        "   \n",
        "x\n    y",
      ],
    ];
    const change = fc.record({ at: fc.nat(), removed: fc.nat(3), put: fc.constantFrom("", ...pieces) });
    let read = 0;
    fc.assert(
      fc.property(fc.constantFrom(...FORMS), fc.array(change, { maxLength: 3 }), (form, changes) => {
        const text = changes.reduce((before, { at, removed, put }) => {
          const cut = at % (before.length + 1);
          return before.slice(0, cut) + put + before.slice(cut + removed);
        }, form);
        const documents = writtenDocuments(text);
        if (documents === undefined) return;
        read++;
        expect({ documents: meaningOf(documents), fault: undefined }).toEqual(ofParser(text));
      }),
      { numRuns: 1000 },
    );
    expect(read).toBeGreaterThan(200);
  });
});

describe("it leaves to the parser", () => {
  it.each([
    ["nothing", ""],
    ["an empty document", "a: 1\n---\n"],
    ["an alias without an anchor", "a: *x\n"],
    ["an alias of another document", "a: &x 1\n---\nb: *x\n"],
    ["an alias inside of what it stands for", "a: &x\n  b: *x\n"],
    ["an alias inside of brackets", "a: &x 1\nb: [*x]\n"],
    ["two anchors", "a: &x &y 1\n"],
    ["a tag", "a: !x 1\n"],
    ["a text over several lines", "a: b\n  c\n"],
    ["brackets over several lines", "a: [b,\n  c]\n"],
    ["brackets beyond what a line holds", `a: [${"b, ".repeat(400)}]\n`],
    ["brackets that hold pairs", "a: [b: c]\n"],
    ["a quote that is not closed", "a: 'b\n"],
    ["text behind a quote", "a: 'b' c\n"],
    ["an escape that there is not", 'a: "\\$b"\n'],
    ["a key in a value", "a: b: c\n"],
    ["a tab", "a:\tb\n"],
    ["a key that is a number", "80: a\n"],
    ["a line that stands too far in", "a: b\n c: d\n"],
    ["a script whose indentation is said", "a: |2\n  b\n"],
    ["a script that begins with more blanks than it goes on with", "a: |\n    \n  b\n"],
    ["a script that is not further in than its key", "a:\n  b: |\n  c\n"],
    ["more than people write", "a: 1\n".repeat(20_000)],
    ["deep nesting", Array.from({ length: 100 }, (_, depth) => `${" ".repeat(depth)}a:\n`).join("")],
  ])("%s", (_, text) => expect(writtenDocuments(text)).toBeUndefined());
});

it.each([
  ["a key without end", `${"a".repeat(1_000_000)}`],
  ["blanks", `a: ${" ".repeat(1_000_000)}b`],
  ["lines of blanks", `a: |\n  b\n${" \n".repeat(300_000)}c`],
  ["quotes", `a: ${'"'.repeat(1_000_000)}`],
  ["brackets", `a: ${"[".repeat(1_000_000)}`],
  ["an endless list", `a: [${"b, ".repeat(300_000)}]`],
  ["an endless mapping", `a: {${"b: c, ".repeat(150_000)}}`],
])("takes time that grows with the text: %s", (_, text) => {
  const start = performance.now();
  writtenDocuments(text);
  expect(performance.now() - start).toBeLessThan(1000);
});
