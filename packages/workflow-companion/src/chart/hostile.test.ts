import { filesOf } from "@deploy-actions/workflow-source/testing";
import { expect, it } from "vitest";
import { imagesOfChart } from "./images.ts";
import { loadChart } from "./load.ts";

function deploy(template: string, values = "a: {b: x}\nl: [1, 2, 3]\n") {
  const files = filesOf({ "c/Chart.yaml": "name: c", "c/values.yaml": values, "c/templates/t.yaml": template });
  const chart = loadChart("c", files);
  return imagesOfChart(chart, chart.values);
}

const doubled = (line: string): string => `{{ $x := .Values.a }}\n${`${line}\n`.repeat(5_000)}image: {{ toYaml $x }}`;

it.each([
  ["text that doubles", `{{ $x := "ab" }}\n${'{{ $x = printf "%s%s" $x $x }}\n'.repeat(5_000)}image: {{ $x }}`],
  [
    "text that is replaced by more",
    `{{ $x := "a" }}\n${'{{ $x = replace "a" "aaaa" $x }}\n'.repeat(5_000)}image: {{ $x }}`,
  ],
  ["a map in itself", doubled('{{ $x = dict "a" $x "b" $x }}')],
  ["a map laid over itself", doubled('{{ $x = merge (dict "a" $x) $x }}')],
  ["a list that doubles", doubled("{{ $x = concat (list $x) (list $x) }}")],
  ["alternatives that multiply", `${'{{ $x = printf "%s%v" $x (contains "a" "b") }}\n'.repeat(5_000)}image: {{ $x }}`],
  ["branches in branches", `${"{{ if contains .a .b }}".repeat(10_000)}\nimage: x:1\n`],
  [
    "branches after branches",
    `${'{{ if contains "a" "b" }}{{ $x = "y" }}{{ else }}{{ $y = "z" }}{{ end }}\n'.repeat(10_000)}image: {{ $x }}`,
  ],
  [
    "templates that call each other twice",
    '{{ define "a" }}{{ include "b" . }}{{ include "b" . }}{{ end }}{{ define "b" }}{{ include "a" . }}{{ include "a" . }}{{ end }}image: {{ include "a" . }}',
  ],
  ["templates in values", `{{ $x := "{{ tpl .a . }}" }}${'{{ tpl $x (dict "a" $x) }}\n'.repeat(5_000)}`],
  ["deep parentheses", `image: {{ ${"(".repeat(3_000)}.a${")".repeat(3_000)} }}`],
  ["a long line", `image: ${"{{ .Values.a.b }}".repeat(50_000)}`],
  ["long white space", `image: ${" ".repeat(900_000)}x`],
  ["many images", "image: {{ .Values.a.b }}:1\n".repeat(30_000)],
])("%s ends soon", (_, template) => expect(() => deploy(template)).not.toThrow());
