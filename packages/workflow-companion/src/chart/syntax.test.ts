import { expect, it } from "vitest";
import { type Node, parseTemplate } from "./syntax.ts";

/** The tree in brackets: text as it stands, actions by what they are. */
function tree(text: string): string {
  const said = (nodes: readonly Node[]): string => nodes.map(one).join("");
  const one = (node: Node): string => {
    switch (node.is) {
      case "text":
        return text.slice(node.from, node.to);
      case "output":
        return `<${JSON.stringify(node.value)}>`;
      case "assign":
        return `<${node.name}>`;
      default:
        return `<${node.is} ${said(node.body)}|${said(node.otherwise)}>`;
    }
  };
  return said(parseTemplate(text).nodes);
}

it.each([
  ["a {{- /* no }} */ -}} b", "ab"],
  ["a\n  {{- $x := 1 -}}\n  b", "a<x>b"],
  ["{{ if .a }}x{{ else if .b }}y{{ else }}z{{ end }}!", "<if x|<if y|z>>!"],
  ["{{ with .a }}x{{ else }}y{{ end }}", "<with x|y>"],
  ["{{ range $k, $v := .a }}x{{ end }}", "<range x|>"],
  ['{{ "}}" }}', '<{"is":"text","text":"}}"}>'],
  ['{{ define "n" }}x{{ end }}y', "y"],
  ['{{ block "n" . }}x{{ end }}', '<{"is":"call","name":"include","args":[{"is":"text","text":"n"},{"is":"dot"}]}>'],
  ["{{ end }}x", "x"],
  ["{{ if .a }}x", "<if x|>"],
  ["x {{ .a", "x "],
])("%j", (text, expected) => expect(tree(text)).toBe(expected));

it("keeps what named templates hold", () => {
  const { defined } = parseTemplate('{{- define "app.image" -}}x{{- end -}}{{ define `b` }}{{ .x }}{{ end }}');
  expect([...defined.keys()]).toEqual(["app.image", "b"]);
});

it("ends soon on texts made to be slow", () => {
  const slow = [
    "{{",
    "{{ ",
    "{{ if ",
    '{{ "',
    "{{ ` ",
    "{{/*",
    '{{ "\\" ',
    "{{ ( ",
    "{{ | ",
    "{{ end }}",
    "{{- -}}",
    '{{ define "a" }}',
    "{{ else if ",
  ];
  for (const piece of slow) expect(() => parseTemplate(piece.repeat(50_000))).not.toThrow();
});
