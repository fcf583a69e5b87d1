import { readKustomization } from "@deploy-actions/workflow-companion";
import { commandOf, filesOf } from "@deploy-actions/workflow-source/testing";
import { mark, shown } from "@deploy-actions/workflow-source/value";
import { expect, it } from "vitest";
import { textEditOf } from "../text-edit/edit.ts";
import { kustomize } from "./kustomize.ts";

it.each([
  ["kustomize edit set image app=ghcr.io/acme/app:dev", ["ghcr.io/acme/app:dev"]],
  ["kustomize edit set image a=b:1 c:2", ["b:1", "c:2"]],
  ["kustomize edit set image app=*:dev", ["app:dev"]],
  ["kustomize edit set image app@sha256:abc", ["app@sha256:abc"]],
  ["kustomize edit set image app", []],
  ["kustomize edit set namespace x", []],
  ["kustomize version", []],
])("%s", (line, expected) => {
  const images = kustomize
    .read(commandOf(line))
    .map((effect) => ("image" in effect ? shown(effect.image.values[0]?.text ?? "") : ""));
  expect(images).toEqual(expected);
});

it("deploys what build prints, from the command's folder where none is named", () => {
  const files = {
    "k8s/kustomization.yaml": "resources: [pod.yaml]",
    "k8s/pod.yaml": "kind: Pod\nspec: {containers: [{image: a:1}]}",
  };
  for (const [line, directory] of [
    ["kustomize build --enable-helm k8s", ""],
    ["kustomize build", "k8s"],
  ] as const) {
    expect(kustomize.read(commandOf(line, { files, directory }))).toMatchObject([
      { does: "deploy-files", by: "kustomize build", companion: { images: [{ values: [{ text: "a:1" }] }] } },
      { does: "print" },
    ]);
  }
});

it("leaves a kustomization behind in which the image is set", () => {
  const files = {
    "k8s/kustomization.yaml": "resources: [pod.yaml]\nimages: [{name: a, newTag: latest}]",
    "k8s/pod.yaml": "kind: Pod\nspec: {containers: [{image: a:1}, {image: b:1}]}",
  };
  const edit = textEditOf(commandOf(`kustomize edit set image a=acme/a:sha-${mark("input")}`));
  expect(edit?.files.map(({ written }) => written)).toContain("kustomization.yaml");
  const before = filesOf(files).read("k8s/kustomization.yaml");
  const after = before === undefined ? undefined : edit?.apply(before);
  const manifest = readKustomization("k8s", filesOf({ ...files, "k8s/kustomization.yaml": after ?? "" }));
  expect(manifest?.images.map(({ values, place }) => [shown(values[0]?.text ?? ""), place.path])).toEqual([
    ["acme/a:sha-<input>", "script"],
    ["b:1", "k8s/pod.yaml"],
  ]);
  expect(textEditOf(commandOf("kustomize build"))).toBeUndefined();
});
