import { expect, it } from "vitest";
import type { RuleName } from "../rule-name.ts";
import { readConfig } from "./read.ts";

const PATH = ".github/immutable-tags.yml";
const RULES: readonly RuleName[] = [
  { id: "ITV001", name: "mutable-tag", severity: "error" },
  { id: "ITV005", name: "third-party-image", severity: "warning" },
];

function config(text: string) {
  const read = readConfig(PATH, text, RULES);
  if (!read.ok) throw new Error(read.problems.map(({ message }) => message).join("\n"));
  return read.config;
}

/** What is wrong, as `line:column: message`. */
function problems(text: string): string[] {
  const read = readConfig(PATH, text, RULES);
  if (read.ok) return [];
  return read.problems.map(({ path, range: { start }, message }) => {
    expect(path).toBe(PATH);
    return `${start.line}:${start.column}: ${message}`;
  });
}

it.each(["? ".repeat(300), "? {a: b}\n: c\n", "[a]: b\n"])("refuses a key that is not text: case %#", (text) => {
  expect(problems(text)).toEqual([expect.stringContaining("A key must be text, not a list or a mapping.")]);
});

it("reads everything there is to decide", () => {
  const text = `version: 1 # the only one
allow-images:
  - image: postgres
    reason: patched by the base team
    expires: 2027-01-31
allow-tags:
  - tag: semver
    images: ghcr.io/acme/*
    reason: releases are never moved
  - { tag: 1.10, reason: x }
severities:
  ITV001: warning
  third-party-image: off
paths: { include: [".github/**"], exclude: ["k8s/dev/**"] }
own-owners: [acme]
deploy-jobs: [release-*]
build-jobs:
  - image
`;
  const range = (line: number, from: number, to: number) => ({
    start: { line, column: from },
    end: { line, column: to },
  });
  expect(config(text)).toEqual({
    allowImages: [
      {
        image: "postgres",
        reason: "patched by the base team",
        expires: "2027-01-31",
        place: { path: PATH, range: range(3, 12, 20) },
      },
    ],
    allowTags: [
      {
        tag: "semver",
        images: "ghcr.io/acme/*",
        reason: "releases are never moved",
        place: { path: PATH, range: range(7, 10, 16) },
      },
      { tag: "1.10", reason: "x", place: { path: PATH, range: range(10, 12, 16) } },
    ],
    severities: new Map([
      ["ITV001", "warning"],
      ["ITV005", "off"],
    ]),
    paths: { include: [".github/**"], exclude: ["k8s/dev/**"] },
    ownOwners: ["acme"],
    deployJobs: ["release-*"],
    buildJobs: ["image"],
  });
});

it("needs no more than a version", () => {
  expect(config("version: 1")).toEqual({
    allowImages: [],
    allowTags: [],
    severities: new Map(),
    paths: { exclude: [] },
    ownOwners: [],
    deployJobs: [],
    buildJobs: [],
  });
});

it("reports all errors together, in file order", () => {
  const text = `version: 2
allow-image: []
allow-images:
  - image: ghcr.io/acme/{a,b}
    expires: 2026-02-30
    resaon: typo
  - postgres
severities:
  ITV001: fatal
  mutabel-tag: error
paths: all
own-owners: ["a b"]
`;
  expect(problems(text)).toEqual([
    "1:10: version must be 1.",
    '2:1: The configuration has an unknown key "allow-image". Did you mean allow-images?',
    "4:5: allow-images, entry 1 is missing reason, which must be a short explanation.",
    "4:12: allow-images, entry 1, image must be a glob that uses only *, ** and ?, such as ghcr.io/acme/* or postgres.",
    "5:14: allow-images, entry 1, expires must be a valid date such as 2027-01-31.",
    '6:5: allow-images, entry 1 has an unknown key "resaon". Did you mean reason?',
    "7:5: allow-images, entry 2 must be an entry with image and reason.",
    "9:11: severities, ITV001 must be error, warning, note or off.",
    '10:3: severities has an unknown rule: no rule is called "mutabel-tag"; the closest is mutable-tag.',
    "11:8: paths must be a mapping with include, exclude or both.",
    "12:14: own-owners, entry 1 must be the name of an owner, such as acme.",
  ]);
});

it.each([
  ["nothing", "", "1:1: The configuration must be a mapping that starts with version: 1."],
  ["only comments", "# later\n", "1:1: The configuration must be a mapping that starts with version: 1."],
  ["no version", "own-owners: [acme]\n", "1:1: The configuration is missing version, which must be 1."],
  ["a list", "- a\n", "1:1: The configuration must be a mapping that starts with version: 1."],
  ["broken YAML", "version: 1\nown-owners: [a\n", "3:1: This is not valid YAML: "],
  ["a key twice", "version: 1\nversion: 1\n", "2:1: This is not valid YAML: Map keys must be unique."],
  [
    "an unknown key near none",
    "version: 1\nxyzzy: 1\n",
    '2:1: The configuration has an unknown key "xyzzy". Known keys: version, allow-images, ',
  ],
  [
    "a list that is too long",
    `version: 1\nown-owners: [${"a,".repeat(501)}]\n`,
    "2:13: own-owners must not be longer than 500.",
  ],
  [
    "a reason of blanks",
    "version: 1\nallow-tags: [{ tag: a, reason: '  ' }]\n",
    "2:32: allow-tags, entry 1, reason must be a short explanation.",
  ],
  [
    "a key of JavaScript's",
    "version: 1\n__proto__: { a: b }\n",
    '2:1: The configuration has an unknown key "__proto__".',
  ],
  [
    "aliases that multiply",
    `version: 1\n${bomb()}`,
    "1:1: This file cannot be read: its YAML is nested too deeply or expands to too much data.",
  ],
])("refuses a file that holds %s", (_, text, expected) => {
  expect(problems(text)[0]?.slice(0, expected.length)).toBe(expected);
});

it("follows aliases to the entry that is wrong", () => {
  expect(problems("version: 1\nown-owners: &a [acme, '']\ndeploy-jobs: *a\n")).toEqual([
    "2:23: own-owners, entry 2 must be the name of an owner, such as acme.",
    "2:23: deploy-jobs, entry 2 must be a glob such as release-*.",
  ]);
});

it("neither throws nor hangs on deep nesting", () => {
  expect(problems(`version: 1\npaths: ${"[".repeat(50_000)}`).length).toBeGreaterThan(0);
});

function bomb(): string {
  const lines = Array.from({ length: 12 }, (_, n) => `k${n}: &k${n} [${n === 0 ? "x" : `${`*k${n - 1},`.repeat(9)}`}]`);
  return `${lines.join("\n")}\n`;
}
