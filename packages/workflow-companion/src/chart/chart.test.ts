import { filesOf } from "@deploy-actions/workflow-source/testing";
import { mark, shown } from "@deploy-actions/workflow-source/value";
import { describe, expect, it } from "vitest";
import { imagesOfChart } from "./images.ts";
import { loadChart } from "./load.ts";

/** What the chart in the folder `c` deploys: each image with the file and line where its tag is decided. */
function images(files: Record<string, string>): readonly string[] {
  const chart = loadChart(
    "c",
    filesOf({ "c/Chart.yaml": "name: app\nversion: 0.1.0\nappVersion: 1.16.0\n", ...files }),
  );
  return imagesOfChart(chart, chart.values).images.map(({ values, place }) => {
    const what = values.map(({ text }) => shown(text)).join(" | ");
    return `${what} (${place.path.slice(2)} ${place.range().start.line})`;
  });
}

const VALUES = "image:\n  repository: acme/app\n  tag: latest\n";

function image(template: string, values = VALUES, more: Record<string, string> = {}): readonly string[] {
  return images({ "c/values.yaml": values, "c/templates/deployment.yaml": template, ...more });
}

describe("an image that a template prints", () => {
  it.each([
    ['image: "{{ .Values.image.repository }}:{{ .Values.image.tag }}"', "acme/app:latest (values.yaml 3)"],
    ["  - image: {{ .Values.image.repository }}:{{ .Values.image.tag }} # why", "acme/app:latest (values.yaml 3)"],
    [
      'image: {{ printf "%s:%s" .Values.image.repository .Values.image.tag | quote }}',
      "acme/app:latest (values.yaml 3)",
    ],
    [
      "image: {{ .Values.image.repository }}:{{ .Values.image.tag | default .Chart.AppVersion }}",
      "acme/app:latest (values.yaml 3)",
    ],
    [
      "image: {{ .Values.image.repository }}:{{ .Values.tag | default .Chart.AppVersion }}",
      "acme/app:1.16.0 (Chart.yaml 3)",
    ],
    [
      'image: {{ .Values.image.repository }}:{{ default "edge" .Values.tag }}',
      "acme/app:edge (templates/deployment.yaml 1)",
    ],
    ["x: y\nimage: nginx:1.2", "nginx:1.2 (templates/deployment.yaml 2)"],
    ["image: {{ .Values.image.repository }}:dev", "acme/app:dev (templates/deployment.yaml 1)"],
    ["image: nginx:1.2\r\nx: y", "nginx:1.2 (templates/deployment.yaml 1)"],
    ["{{ with .Values.image }}image: {{ .repository }}:{{ .tag }}{{ end }}", "acme/app:latest (values.yaml 3)"],
    ["{{- with .Values.image }}\nimage: {{ .repository }}:{{ .tag }}\n{{- end }}", "acme/app:latest (values.yaml 3)"],
    ["{{- $i := .Values.image -}}\nimage: {{ $i.repository }}:{{ $i.tag }}", "acme/app:latest (values.yaml 3)"],
    ["{{ if .Values.none }}\nimage: x:1\n{{ else }}\nimage: y:1\n{{ end }}", "y:1 (templates/deployment.yaml 4)"],
    [
      "image: a{{ if .Values.image.digest }}@{{ .Values.image.digest }}{{ else }}:{{ .Values.image.tag }}{{ end }}",
      "a:latest (values.yaml 3)",
    ],
    ['image: a:{{ if contains "x" .Release.Name }}b{{ else }}c{{ end }}', "a:b | a:c (templates/deployment.yaml 1)"],
    [
      'image: {{ index .Values "image" "repository" }}:{{ (index .Values "image").tag }}',
      "acme/app:latest (values.yaml 3)",
    ],
    ['image: {{ tpl "{{ .Values.image.repository }}:x" . }}', "acme/app:x (templates/deployment.yaml 1)"],
    ["image: {{ unknown .Values.image }}", "<expression> (templates/deployment.yaml 1)"],
    ["image: {{ .Values.image.repository }}:{{ .Values.none }}", "acme/app:<variable> (templates/deployment.yaml 1)"],
    ['image: "{{ .Release.Name }}/app:{{ .Values.image.tag | trunc 3 | upper }}"', "<name>/app:LAT (values.yaml 3)"],
    ['image: {{ "acme/app-dev" | trimSuffix "-dev" }}:x', "acme/app:x (templates/deployment.yaml 1)"],
    ['image: {{ "acme/app-dev" | trimSuffix "-" }}:x', "acme/app-dev:x (templates/deployment.yaml 1)"],
    ['image: {{ trimSuffix "-dev" "acme/app-dev-dev" }}:x', "acme/app-dev:x (templates/deployment.yaml 1)"],
    ['image: {{ "docker.io/acme/app" | trimPrefix "docker.io/" }}:x', "acme/app:x (templates/deployment.yaml 1)"],
    ['image: a:{{ ternary "yes" "no" true }}', "a:yes (templates/deployment.yaml 1)"],
    ['image: a:{{ ternary "yes" "no" false }}', "a:no (templates/deployment.yaml 1)"],
    ['image: a:{{ eq .Values.image.tag "latest" | ternary "yes" "no" }}', "a:yes (templates/deployment.yaml 1)"],
    ['image: a:{{ eq .Values.image.tag "main" | ternary "yes" "no" }}', "a:no (templates/deployment.yaml 1)"],
    ['image: a:{{ randNumeric 1 | eq "1" | ternary "yes" "no" }}', "a:yes | a:no (templates/deployment.yaml 1)"],
  ])("%s", (template, expected) => expect(image(template)).toEqual([expected]));

  it("comes out of named templates, of any file", () => {
    const helpers =
      '{{- define "app.image" -}}\n{{- $tag := .Values.image.tag | default .Chart.AppVersion -}}\n{{- printf "%s:%s" .Values.image.repository $tag -}}\n{{- end -}}';
    expect(image('image: {{ include "app.image" . }}', VALUES, { "c/templates/_helpers.tpl": helpers })).toEqual([
      "acme/app:latest (values.yaml 3)",
    ]);
  });

  it("is what custom says where the named template is in another place", () => {
    const call = '{{ include "common.images.image" (dict "imageRoot" .Values.image "global" .Values.global) }}';
    expect(image(`image: ${call}`)).toEqual(["acme/app:latest (values.yaml 3)"]);
    expect(image('image: {{ include "app.image" . }}', "image: {repository: acme/app}")).toEqual([
      "acme/app:<expression> (templates/deployment.yaml 1)",
    ]);
  });

  it("stands for every item of a list and every entry of a map", () => {
    const values = "services:\n  a: {image: x, tag: one}\n  b: {image: z, tag: two}\n";
    const template = "{{ range $name, $s := .Values.services }}\n- image: {{ $s.image }}:{{ .tag }}\n{{ end }}";
    expect(image(template, values)).toEqual(["x:one (values.yaml 2)", "z:two (values.yaml 3)"]);
  });

  it("may stand in values that are printed as they are", () => {
    const values = "extra:\n  - name: side\n    image: x:dev\n";
    expect(image("containers:\n{{- toYaml .Values.extra | nindent 8 }}", values)).toEqual(["x:dev (values.yaml 3)"]);
  });

  it("is not that of a test, nor text of the notes", () => {
    const more = {
      "c/templates/tests/t.yaml": 'annotations:\n  "helm.sh/hook": test\nimage: busybox',
      "c/templates/NOTES.txt": "image: x",
    };
    expect(image("kind: Service", VALUES, more)).toEqual([]);
  });
});

describe("charts in a chart", () => {
  const part = {
    "c/charts/web/Chart.yaml": "name: web\n",
    "c/charts/web/values.yaml": "tag: old\n",
    "c/charts/web/templates/d.yaml": "image: web:{{ .Values.global.tag | default .Values.tag }}\n",
  };
  it("see their own values under those of the outer chart", () => {
    expect(images({ ...part, "c/values.yaml": "web:\n  tag: new\n" })).toEqual(["web:new (values.yaml 2)"]);
    expect(images({ ...part, "c/values.yaml": "global:\n  tag: all\n" })).toEqual(["web:all (values.yaml 2)"]);
    expect(images(part)).toEqual(["web:old (charts/web/values.yaml 1)"]);
  });

  it("are left out where their condition is off, and known by their alias", () => {
    const listed = "name: app\ndependencies:\n  - {name: web, alias: front, condition: front.on, repository: ''}\n";
    expect(images({ ...part, "c/Chart.yaml": listed, "c/values.yaml": "front: {on: false}" })).toEqual([]);
    expect(images({ ...part, "c/Chart.yaml": listed, "c/values.yaml": "front: {on: true, tag: x}" })).toEqual([
      "web:x (values.yaml 1)",
    ]);
  });

  it("are missing where the repository does not hold them", () => {
    const files = filesOf({
      "c/Chart.yaml":
        "name: app\ndependencies: [{name: redis, repository: 'https://charts.example.org', condition: redis.on}, {name: x, condition: x.on}]",
      "c/values.yaml": "x: {on: false}\nimage: {repository: a, tag: dev}\nredis: {on: true}\n",
    });
    const chart = loadChart("c", files);
    const { images, missing } = imagesOfChart(chart, chart.values);
    expect(missing).toEqual(["redis"]);
    // No template prints an image, so what the values call one is taken for it.
    expect(images.map(({ values }) => values[0]?.text)).toEqual(["a:dev"]);
  });
});

it("ends on templates that call themselves, cycles of charts and ranges of ranges", () => {
  expect(image('{{ define "a" }}{{ include "a" . }}{{ end }}\nimage: {{ include "a" . }}')).toHaveLength(1);
  const nested = `${"{{ range .Values.l }}".repeat(12)}\nimage: x:1\n${"{{ end }}".repeat(12)}`;
  expect(image(nested, `l: [${"1,".repeat(30)}1]`).length).toBeLessThan(20_000);
  const cycle = "name: app\ndependencies: [{name: c, repository: 'file://../c'}]";
  expect(images({ "c/Chart.yaml": cycle, "c/templates/d.yaml": `image: x:${mark("input")}` })).toEqual([
    "x:<input> (templates/d.yaml 1)",
  ]);
});
