// Third-party actions are pinned to a full commit SHA that was looked up, with the version in a comment, and images to a digest.
import { describe, expect, it } from "vitest";
import { imagesIn } from "./container-images.ts";
import { filesBelow, read } from "./files.ts";
import { ownTarget, usesByJob } from "./own-uses.ts";
import { isCounterexample, meaningOf, snippetsOf } from "./snippets.ts";

/** Read from each repository's own tags in August 2026. */
const ALLOWED = [
  "actions/checkout@3d3c42e5aac5ba805825da76410c181273ba90b1 # v7.0.1",
  "actions/upload-artifact@bbbca2ddaa5d8feaa63e36b76fdaad77386f024f # v7.0.0",
  "actions/download-artifact@3e5f45b2cfb9172054b4087a40e8e0b5a5461e7c # v8.0.1",
  "actions/setup-node@820762786026740c76f36085b0efc47a31fe5020 # v7.0.0",
  "actions/setup-python@5fda3b95a4ea91299a34e894583c3862153e4b97 # v7.0.0",
  "actions/attest@1e69f48acb82d1966a394da916b4c1698aa569d6 # v4.2.2",
  "actions/dependency-review-action@2031cfc080254a8a887f58cffee85186f0e49e48 # v4.9.0",
  "github/codeql-action/init@8aad20d150bbac5944a9f9d289da16a4b0d87c1e # v4.36.2",
  "github/codeql-action/analyze@8aad20d150bbac5944a9f9d289da16a4b0d87c1e # v4.36.2",
  "github/codeql-action/upload-sarif@8aad20d150bbac5944a9f9d289da16a4b0d87c1e # v4.36.2",
  "ossf/scorecard-action@2d1146689b8cda280b9bc96326124645441f03bc # v2.4.4",
  "docker/build-push-action@53b7df96c91f9c12dcc8a07bcb9ccacbed38856a # v7.3.0",
  "docker/metadata-action@dc802804100637a589fabce1cb79ff13a1411302 # v6.2.0",
  "astral-sh/setup-uv@20cfd1bf945f4377ade1205e4dbc17946fc9a30d # v10.0.1",
];

const USES = /^[ \t]*(?:-[ \t]+)?["']?uses["']?:[ \t]*(["']?)([^\s"'#]+)\1[ \t]*(#.*)?$/gm;

type Written = { readonly place: string; readonly uses: string; readonly withComment: string };

/** Every `uses:` line of a text, comments on it included. */
function written(path: string, text: string, firstLine = 1): Written[] {
  return [...text.matchAll(USES)].map((match) => {
    const line = firstLine + text.slice(0, match.index).split("\n").length - 1;
    const comment = match[3]?.trim();
    const uses = match[2] ?? "";
    return { place: `${path}:${line}`, uses, withComment: comment === undefined ? uses : `${uses} ${comment}` };
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

describe("third-party actions", () => {
  const others = all.filter(({ uses }) => ownTarget(uses) === undefined);
  it("are found", () => expect(others).not.toEqual([]));
  it("are on the list of those that we allow, at the SHA that was looked up", () => {
    expect(
      others.flatMap(({ place, withComment }) => (ALLOWED.includes(withComment) ? [] : [`${place}: ${withComment}`])),
    ).toEqual([]);
  });
  it("are pinned to a full commit SHA", () => {
    for (const entry of ALLOWED) expect(entry).toMatch(/^[\w.-]+\/[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
  });
});

describe("container images of others", () => {
  const files = [...yaml, ...filesBelow("", /(?:^|\/)Dockerfile[^/]*$/)].filter((path) => !/(?:^|\/)test\//.test(path));
  // A policy's configuration names images without using any.
  const shown = snippets.filter(({ text }) => !text.includes("allow-images:"));
  const images = [
    ...files.flatMap((path) => imagesIn(read(path)).map((image) => ({ place: path, image }))),
    ...shown.flatMap(({ path, line, text }) => imagesIn(text).map((image) => ({ place: `${path}:${line}`, image }))),
  ];
  /** Invented names, and values that are known only while a workflow runs. */
  const isOwn = (image: string) => /\bacme\b|\$/.test(image) || ["app", "sample-app", "shop", "web"].includes(image);
  it("are found", () => expect(images.filter(({ image }) => !isOwn(image))).not.toEqual([]));
  it("are pinned by digest", () => {
    expect(images.filter(({ image }) => !isOwn(image) && !/@sha256:[0-9a-f]{64}$/.test(image))).toEqual([]);
  });
  it.each([
    ["docker run --rm --privileged --volume $PWD:/src -e A=b node:22 sh -c x", ["node:22"]],
    ["docker run \\\n  --rm --network=host alpine", ["alpine"]],
    ["docker pull --quiet redis:7", ["redis:7"]],
    ["container: node:22\n", ["node:22"]],
    ["services:\n  db:\n    image: postgres:17 # newest\n", ["postgres:17"]],
    ["- uses: docker://alpine:3\n", ["alpine:3"]],
    ["ARG NODE_IMAGE=node:24\n", ["node:24"]],
    ["FROM --platform=linux/amd64 node:22 AS build\nFROM build\nFROM scratch\n", ["node:22"]],
  ])("are recognised in %j", (text, expected) => expect(imagesIn(text)).toEqual(expected));
});

describe("a checkout", () => {
  const texts = [
    ...filesBelow(".github/workflows", /\.ya?ml$/).map((path) => ({ place: path, text: read(path) })),
    ...snippets.flatMap((snippet) => {
      const meaning = meaningOf(snippet);
      return meaning === undefined ? [] : [{ place: `${snippet.path}:${snippet.line}`, text: meaning.text }];
    }),
  ];
  it("leaves no token in the working copy", () => {
    const careless = texts.flatMap(({ place, text }) =>
      usesByJob(text)
        .flat()
        .filter(({ uses, given }) => uses.startsWith("actions/checkout@") && given["persist-credentials"] !== false)
        .map(() => `${place}: persist-credentials: false is missing`),
    );
    expect(careless).toEqual([]);
  });
});
