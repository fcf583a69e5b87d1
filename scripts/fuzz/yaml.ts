// YAML as its grammar allows it: anchors, aliases, merge keys, tags, several documents, tabs, deep nesting, every style of scalar.
import fc from "fast-check";
import { anyText } from "./generators.ts";

/** What has a meaning in YAML, workflows, compose files and manifests. */
export const YAML_PIECES: readonly string[] = [
  ...[
    "a: ",
    "b: ",
    "- ",
    "? ",
    ": ",
    "\n",
    "\n  ",
    "\n    ",
    "\n\t",
    "  ",
    "{",
    "}",
    "[",
    "]",
    ", ",
    "# c\n",
    "---\n",
    "...\n",
  ],
  ...[
    "&a ",
    "*a",
    "<<: *a\n",
    "<<: [*a, *b]\n",
    "&b ",
    "*b",
    "!!binary ",
    "!x ",
    "!!set ",
    "!!map ",
    "%YAML 1.2\n",
    "%TAG ! x\n",
  ],
  ...[
    "|\n",
    "|+2\n",
    ">-\n",
    ">\n",
    "'",
    '"',
    '"\\x41"',
    '"\\u0085"',
    "''",
    "~",
    "null",
    "yes",
    "0o7",
    "1e3",
    ".inf",
    "2024-01-01",
  ],
  ...[
    "image: x:latest\n",
    "services:\n",
    "build: .\n",
    "extends: {service: a}\n",
    "include: [x.yml]\n",
    "env_file: .env\n",
    "profiles: [a]\n",
  ],
  ...[
    "jobs:\n",
    "steps:\n",
    "run: x\n",
    "uses: ./x\n",
    "on: push\n",
    "needs: a\n",
    "kind: Deployment\n",
    "containers:\n",
    "spec:\n",
  ],
  ...[
    "__proto__: x\n",
    "constructor: {}\n",
    "toString: []\n",
    "${A:-x}",
    "${{ env.A }}",
    "{{ .Values.a }}",
    "\ufeff",
    "\u0085",
    "\u2028",
    "é",
    "🚢",
    "\0",
  ],
];

const KEYS = [
  ...[
    "jobs",
    "deploy",
    "steps",
    "run",
    "uses",
    "with",
    "env",
    "on",
    "push",
    "needs",
    "strategy",
    "matrix",
    "include",
    "if",
    "shell",
  ],
  ...[
    "services",
    "web",
    "image",
    "build",
    "extends",
    "service",
    "file",
    "env_file",
    "profiles",
    "volumes",
    "configs",
    "x-a",
    "name",
  ],
  ...[
    "kind",
    "apiVersion",
    "spec",
    "template",
    "containers",
    "initContainers",
    "metadata",
    "items",
    "images",
    "newTag",
    "resources",
  ],
  ...["repository", "tag", "digest", "registry", "__proto__", "constructor", "<<", "a", "1", ""],
];

const scalar: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom(
    "x:latest",
    "acme/shop:latest",
    "docker run -d x:latest",
    "./x",
    "$A",
    "${A:-x}",
    "${{ env.A }}",
    "{{ .Values.a }}",
  ),
  fc.constantFrom("~", "true", "1", "1.0", "0x1", "{}", "[]", "''", "2024-01-01", "*a", "*b"),
  anyText.map((text) => JSON.stringify(text.toWellFormed())),
  anyText.map((text) => `'${text.replaceAll("'", "''").replaceAll(/[\r\n]/g, " ")}'`),
);

/** A value in block style, indented by `indent`; begins right behind its key. */
const { node } = fc.letrec<{ node: (indent: string) => string }>((tie) => {
  const anchor = fc.constantFrom("", "", "", "&a ", "&b ", "!!str ", "!x ");
  const key = fc.constantFrom(...KEYS).map((each) => (each === "" ? '""' : each));
  return {
    node: fc.oneof(
      { depthSize: "small", withCrossShrink: true },
      fc.tuple(anchor, scalar).map(
        ([name, text]) =>
          () =>
            ` ${name}${text}\n`,
      ),
      fc.tuple(fc.constantFrom("|", ">", "|-", ">+", "|2"), fc.array(anyText, { maxLength: 3 })).map(
        ([style, lines]) =>
          (indent: string) =>
            ` ${style}\n${lines.map((line) => `${indent}  ${line.replaceAll(/[\r\n]/g, " ")}\n`).join("")}`,
      ),
      fc.tuple(anchor, fc.array(fc.tuple(key, tie("node")), { minLength: 1, maxLength: 5 })).map(
        ([name, entries]) =>
          (indent: string) =>
            ` ${name}\n${entries.map(([each, value]) => `${indent}${each}:${value(`${indent}  `)}`).join("")}`,
      ),
      fc.tuple(anchor, fc.array(tie("node"), { minLength: 1, maxLength: 4 })).map(
        ([name, items]) =>
          (indent: string) =>
            ` ${name}\n${items.map((item) => `${indent}-${item(`${indent}  `)}`).join("")}`,
      ),
      fc
        .array(fc.tuple(key, scalar), { maxLength: 3 })
        .map((entries) => () => ` {${entries.map(([each, value]) => `${each}: ${value}`).join(", ")}}\n`),
    ),
  };
});

/** Mostly valid documents, some of them several in one file or nested very deeply. */
export const monstrous: fc.Arbitrary<string> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.array(node, { minLength: 1, maxLength: 3 }).map((all) => all.map((one) => `---${one("")}`).join("")),
  },
  { weight: 3, arbitrary: node.map((one) => one("").trimStart()) },
  fc
    .tuple(fc.constantFrom("[", "{a: ", "- ", "? ", "a:\n ", "!x ", "&a "), fc.integer({ min: 1, max: 3000 }))
    .map(([open, times]) => open.repeat(times)),
  fc.tuple(fc.integer({ min: 2, max: 12 }), fc.integer({ min: 2, max: 10 })).map(([levels, width]) =>
    Array.from({ length: levels }, (_, level) => {
      const items = Array.from({ length: width }, () => (level === 0 ? "x:latest" : `*l${level - 1}`));
      return `l${level}: &l${level} [${items.join(", ")}]\n`;
    }).join(""),
  ),
);
