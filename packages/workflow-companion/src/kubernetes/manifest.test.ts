import { TemplateWriter, templateOfFile } from "@deploy-actions/workflow-source";
import { mark, only } from "@deploy-actions/workflow-source/value";
import { describe, expect, it } from "vitest";
import { readManifest } from "./manifest.ts";

function read(text: string) {
  return readManifest(templateOfFile({ path: "k8s/a.yaml", text }));
}

function images(text: string): readonly string[] {
  return read(text).images.map(({ name, values }) => `${name}: ${values[0]?.text}`);
}

describe("images of manifests", () => {
  it.each([
    [
      "kind: Pod\nspec: {containers: [{name: a, image: x:1}], initContainers: [{image: y:1}]}",
      ["container a: x:1", "container: y:1"],
    ],
    [
      "kind: CronJob\nspec: {jobTemplate: {spec: {template: {spec: {containers: [{name: a, image: x:1}]}}}}}",
      ["container a: x:1"],
    ],
    ["kind: List\nitems: [{kind: Pod, spec: {containers: [{name: a, image: x:1}]}}]", ["container a: x:1"]],
    [
      "kind: Pod\nspec: {containers: [{image: x:1}]}\n---\nkind: Pod\nspec: {containers: [{image: y:1}]}",
      ["container: x:1", "container: y:1"],
    ],
    ["kind: Task\nspec: {steps: [{name: s, image: x:1}]}", ["container s: x:1"]],
    ["kind: Workflow\nspec: {templates: [{name: t, container: {image: x:1}}]}", ["container: x:1"]],
    ["kind: Prometheus\nspec: {image: x:1}", ["Prometheus: x:1"]],
    [
      "kind: Template\nobjects: [{kind: DeploymentConfig, spec: {template: {spec: {containers: [{image: '${IMAGE}'}]}}}}]",
      ["container: ${IMAGE}"],
    ],
    ['{"kind":"Pod","spec":{"containers":[{"name":"a","image":"x:1"}]}}', ["container a: x:1"]],
    ["kind: ConfigMap\ndata: {containers: [{image: x:1}]}", []],
    ["kind: CustomResourceDefinition\nspec: {containers: [{image: x:1}]}", []],
    ["kind: Service\nspec: {ports: [{port: 80}]}", []],
    ["", []],
    ["just text", []],
  ])("%s", (text, expected) => expect(images(text)).toEqual(expected));

  it("stands where the image is written", () => {
    const [image] = read("kind: Pod\nspec:\n  containers:\n    - image: acme/app:dev\n").images;
    expect(image?.place.range().start).toEqual({ line: 4, column: 14 });
  });
});

it.each([
  "{{- if .Values.on }}\nimage: x:1\n{{- end }}\n",
  "kind: Pod\nspec: {containers: [{image: {{ image }} }]}",
  "spec:\n  containers:\n    - image: {{ image }}\n",
])("takes what another template tool fills for unknown: %j", (text) =>
  expect(read(text)).toMatchObject({ unknown: ["k8s/a.yaml is a template for another tool"], problems: [] }),
);

it("tells a manifest that is broken", () => {
  expect(read("kind: Pod\n  image: [").problems).toHaveLength(1);
});

it.each([
  ["secret", ["its content is known only at run time"]],
  ["command", ["its content is known only at run time"]],
  ["reported", []],
] as const)("is not known where a %s gives the whole of it", (kind, unknown) => {
  const writer = new TemplateWriter();
  writer.hole(only(mark(kind)), 0, 0, templateOfFile({ path: "w.yml", text: "" }), "$MANIFEST");
  expect(readManifest(writer.done()).unknown).toEqual(unknown);
});

it("ends on a cycle and on aliases that multiply", () => {
  expect(read("kind: Pod\nspec: &s {containers: [{image: x:1}], again: *s}").images.length).toBeGreaterThan(0);
  const levels = Array.from({ length: 30 }, (_, n) => `l${n + 1}: &l${n + 1} [*l${n}, *l${n}, *l${n}]`);
  expect(read(`l0: &l0 {containers: [{image: x:1}]}\n${levels.join("\n")}`).images.length).toBeGreaterThan(0);
});
