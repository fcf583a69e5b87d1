import { commandOf, type TestEnvironment } from "@deploy-actions/workflow-source/testing";
import { commitMark, mark, shown } from "@deploy-actions/workflow-source/value";
import { describe, expect, it } from "vitest";
import { helm } from "./helm.ts";

const FILES = {
  "chart/Chart.yaml": "name: app\nappVersion: 1.0.0\n",
  "chart/values.yaml": "image:\n  repository: acme/app\n  tag: latest\n",
  "chart/templates/d.yaml": 'image: "{{ .Values.image.repository }}:{{ .Values.image.tag }}"\n',
  "values-prod.yaml": "image: {tag: prod}\n",
  "values-dev.yaml": "image: {tag: dev}\n",
};

function said(line: string, given: TestEnvironment = {}): readonly string[] {
  return helm.read(commandOf(line, { files: FILES, ...given })).flatMap((effect) => {
    if (effect.does === "deploy") {
      const prone = effect.numberProne === true ? " (number?)" : "";
      return [`set ${effect.image.values.map(({ text }) => shown(text)).join(" | ")}${prone}`];
    }
    if (effect.does !== "deploy-files") return [effect.does];
    const { images, unknown } = effect.companion;
    const files = images.map(
      ({ values, place }) => `${values.map(({ text }) => shown(text)).join(" | ")} in ${place.path}`,
    );
    return [...files, ...unknown];
  });
}

describe("a chart of the repository", () => {
  it.each([
    ["helm upgrade --install app ./chart", ["acme/app:latest in chart/values.yaml"]],
    ["helm -n prod install app chart --wait", ["acme/app:latest in chart/values.yaml"]],
    ["helm template ./chart", ["acme/app:latest in chart/values.yaml", "print"]],
    ["helm upgrade app ./chart -f values-prod.yaml", ["acme/app:prod in values-prod.yaml"]],
    ["helm upgrade app ./chart -f values-prod.yaml --values=values-dev.yaml", ["acme/app:dev in values-dev.yaml"]],
    [
      `helm upgrade app ./chart -f values-${mark("input")}.yaml`,
      ["acme/app:dev in values-dev.yaml", "acme/app:prod in values-prod.yaml"],
    ],
    ["helm upgrade app ./chart --set image.tag=v1", ["set acme/app:v1"]],
    ["helm upgrade app ./chart -f values-prod.yaml --set image.repository=b,image.tag=v1", ["set b:v1"]],
    ["helm upgrade app ./chart --set image.repository=b", ["b:latest in chart/values.yaml"]],
    ["helm upgrade app ./chart -f none.yaml", ["it depends on a values file that is not in this repository"]],
    ["helm upgrade app ./chart -f none.yaml --set image.tag=v1", ["set acme/app:v1"]],
    ["helm upgrade app ./chart --reuse-values", ["the release keeps its previous values"]],
    ["helm upgrade app ./chart --reuse-values --set image.tag=v1", ["set <name>:v1"]],
    ["helm secrets upgrade app ./chart -f secrets.yaml", ["acme/app:latest in chart/values.yaml"]],
    [
      `helm upgrade app ./chart ${mark("variable")}`,
      ["it depends on words of the command that are known only at run time"],
    ],
    [`helm upgrade ${mark("variable")} app ./chart --set image.tag=v1`, ["set acme/app:v1"]],
    ["helm upgrade app ./gone", ["./gone is not in this repository"]],
    [`helm upgrade ${mark("input")} ${mark("input")}`, ["the chart is known only at run time"]],
  ])("%s", (line, expected) => expect(said(line)).toEqual(expected));
});

describe("a chart from elsewhere", () => {
  it.each([
    ["helm install redis bitnami/redis --version 18.1.0", ["chart bitnami/redis is not in this repository"]],
    ["helm install redis redis --repo https://charts.example.org", ["chart redis is not in this repository"]],
    ["helm upgrade app oci://ghcr.io/acme/chart --set image.tag=dev", ["set <name>:dev"]],
    ["helm upgrade app acme/app --set web.image.repository=web,web.image.tag=dev,web.replicas=2", ["set web:dev"]],
    ["helm upgrade app acme/app --set image.tag=v1 --set image.digest=sha256:abc", ["set <name>@sha256:abc"]],
    ["helm upgrade app acme/app --set image=acme/app:dev", ["set acme/app:dev"]],
    ["helm upgrade app acme/app --set image=acme/app --set tag=dev", ["set acme/app:dev"]],
    ['helm upgrade app acme/app --set-json image={"repository":"a","tag":"dev"}', ["set a:dev"]],
    [
      "helm upgrade app acme/app --set image.pullPolicy=Always,imagePullSecrets[0].name=x",
      ["chart acme/app is not in this repository"],
    ],
    ["helm upgrade app acme/app -f values-prod.yaml --set image.repository=a", ["a:prod in values-prod.yaml"]],
  ])("%s", (line, expected) => expect(said(line)).toEqual(expected));
});

it.each([
  "helm",
  "helm version",
  "helm repo add bitnami https://charts.example.org",
  "helm dependency update ./chart",
  "helm lint ./chart",
  "helm upgrade app ./chart --dry-run",
  "helm upgrade app ./chart --dry-run=server",
  "helm rollback app 3",
  "helm diff upgrade app ./chart",
])("%s deploys nothing", (line) => expect(said(line)).toEqual([]));

it("tells a short commit that --set could take for a number", () => {
  const short = commitMark(7);
  expect(said(`helm upgrade app ./chart --set image.tag=${short}`)).toEqual(["set acme/app:<commit> (number?)"]);
  for (const safe of [
    `--set-string image.tag=${short}`,
    `--set image.tag=sha-${short}`,
    `--set image.tag=${commitMark()}`,
  ]) {
    expect(said(`helm upgrade app ./chart ${safe}`).join()).not.toContain("number");
  }
});

it("takes no notice of runs in which a value is empty, where others give it", () => {
  const words = {
    S: [
      { text: "image.tag=", trail: [] },
      { text: "image.tag=v1", trail: [] },
    ],
  };
  expect(said("helm upgrade app ./chart --set $S", { words })).toEqual(["set acme/app:v1"]);
});

it("reads values from standard input", () => {
  expect(said("helm upgrade app ./chart -f -", { stdin: "image: {tag: dev}" })).toEqual(["acme/app:dev in stdin"]);
});

it("finds a chart on another machine by its folder's name", () => {
  expect(said("helm upgrade app /srv/app/chart", { host: "remote", directory: undefined })).toEqual([
    "acme/app:latest in chart/values.yaml",
  ]);
});

it("shows how the tag came into the image", () => {
  const trail = [
    {
      what: "env TAG",
      place: { path: "w.yml", range: () => ({ start: { line: 1, column: 1 }, end: { line: 1, column: 2 } }) },
    },
  ];
  const [effect] = helm.read(
    commandOf("helm upgrade app ./chart --set $S", { files: FILES, words: { S: [{ text: "image.tag=dev", trail }] } }),
  );
  const image = effect?.does === "deploy" ? effect.image : undefined;
  expect(image?.values[0]?.trail.map(({ what }) => what)).toEqual([
    "values.yaml image.repository",
    "--set image.tag",
    "env TAG",
  ]);
});
