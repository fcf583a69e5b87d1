import { filesOf } from "@deploy-actions/workflow-source/testing";
import { describe, expect, it } from "vitest";
import { readKustomization } from "./kustomization.ts";

const POD = (image: string, name = "api"): string =>
  `kind: Deployment\nmetadata: {name: ${name}}\nspec: {template: {spec: {containers: [{name: ${name}, image: "${image}"}]}}}\n`;

function read(files: Record<string, string>, folder = "k8s") {
  return readKustomization(folder, filesOf(files));
}

function images(files: Record<string, string>, folder = "k8s"): readonly (string | undefined)[] {
  return (read(files, folder)?.images ?? []).map(({ values }) => values[0]?.text);
}

describe("images of a kustomization", () => {
  it("are those of its resources, bases and components, folders and files", () => {
    const files = {
      "k8s/kustomization.yml": "resources: [a.yaml, ../other]\nbases: [../base]\ncomponents: [more]",
      "k8s/a.yaml": POD("a:1"),
      "k8s/b.yaml": POD("b:1"),
      "other/Kustomization": "resources: [o.yaml]",
      "other/o.yaml": POD("o:1"),
      "base/kustomization.yaml": "resources: [x.yaml]",
      "base/x.yaml": POD("x:1"),
      "k8s/more/kustomization.yaml": "resources: [m.yaml]",
      "k8s/more/m.yaml": POD("m:1"),
    };
    expect(images(files)).toEqual(["a:1", "o:1", "x:1", "m:1"]);
  });

  it.each([
    ["images: [{name: a, newTag: v2}]", "a:v2"],
    ["images: [{name: a, newName: ghcr.io/acme/a}]", "ghcr.io/acme/a:1"],
    ["images: [{name: a, newName: b, newTag: '2'}]", "b:2"],
    ["images: [{name: a, newTag: v2, digest: 'sha256:abc'}]", "a@sha256:abc"],
    ["images: [{name: other, newTag: v2}]", "a:1"],
    ["images: [{name: a, newTag: v2}, {name: a, newTag: v3}]", "a:v3"],
    ["patches: [{path: p.yaml}]", "p:1"],
    ["patchesStrategicMerge: [p.yaml]", "p:1"],
    ["patches: [{path: p.yaml}]\nimages: [{name: p, newTag: v2}]", "p:v2"],
    [
      `patches:\n  - target: {kind: Deployment, name: api}\n    patch: |-\n      - {op: replace, path: /spec/template/spec/containers/0/image, value: "j:1"}`,
      "j:1",
    ],
  ])("%s", (more, expected) => {
    const files = {
      "k8s/kustomization.yaml": `resources: [a.yaml]\n${more}`,
      "k8s/a.yaml": POD("a:1"),
      "k8s/p.yaml": POD("p:1"),
    };
    expect(images(files)).toEqual([expected]);
  });

  it("are changed by the base first and then by what stands on it", () => {
    const files = {
      "base/kustomization.yaml": "resources: [a.yaml]\nimages: [{name: a, newName: b}]",
      "base/a.yaml": POD("a:1"),
      "k8s/kustomization.yaml": "resources: [../base]\nimages: [{name: b, newTag: prod}]",
    };
    expect(images(files)).toEqual(["b:prod"]);
  });
});

it("points at the tag where the kustomization gives one", () => {
  const files = {
    "k8s/kustomization.yaml": "resources: [a.yaml]\nimages:\n  - name: a\n    newTag: latest\n",
    "k8s/a.yaml": POD("a:1"),
  };
  const place = read(files)?.images[0]?.place;
  expect([place?.path, place?.range().start]).toEqual(["k8s/kustomization.yaml", { line: 4, column: 13 }]);
});

it.each(["https://example.org/x.yaml", "github.com/acme/base?ref=v1", "../gone"])("does not know %s", (entry) => {
  expect(read({ "k8s/kustomization.yaml": `resources: ['${entry}']` })?.unknown).toEqual([
    `${entry} is not in this repository`,
  ]);
});

it("takes what its images say for images of a base that is not there", () => {
  const files = {
    "k8s/kustomization.yaml": "resources: [../gone]\nimages: [{name: a, newTag: latest}, {name: b, newName: c}]",
  };
  expect(images(files)).toEqual(["a:latest"]);
});

it("ends where kustomizations lead to each other", () => {
  const files = { "k8s/kustomization.yaml": "resources: [../b]", "b/kustomization.yaml": "resources: [../k8s]" };
  expect(read(files)?.images).toEqual([]);
});
