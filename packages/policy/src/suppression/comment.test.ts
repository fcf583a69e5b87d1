import { expect, it } from "vitest";
import { commentsIn } from "./comment.ts";

const texts = (path: string, text: string): string[] =>
  commentsIn(path, text).map(({ start, end, text: comment }) => {
    expect(text.slice(start, end)).toBe(comment);
    return comment;
  });

it.each([
  ["of its own line", "a: 1\n  # one\nb: 2\n", ["# one"]],
  ["behind a value", "a: b # one\n", ["# one"]],
  ["behind a quoted value", "a: 'b # no' # one\n", ["# one"]],
  ["not inside a word", "a: b#c\n", []],
  ["not inside quotes over lines", 'a: "b\n  # no\n  c"\n', []],
  ["after an apostrophe in plain text", "a: it's here # one\n", ["# one"]],
  ["behind a block scalar's header", "a: | # one\n  b\n", ["# one"]],
  ["between brackets", "a: [b, # one\n  c]\n", ["# one"]],
  ["before a byte order mark's file", "\ufeff# one\na: 1\n", ["# one"]],
  ["with CRLF line ends", "a: b # one\r\n# two\r\nc: d\r\n", ["# one", "# two"]],
  ["in YAML that is broken", "a: [b\nc: }{ # one\n", ["# one"]],
])("finds a comment of YAML %s", (_, text, expected) => {
  expect(texts("w.yml", text)).toEqual(expected);
});

it.each([
  ["of its own line", "# one\ndocker pull a", ["# one"]],
  ["behind a command", "docker pull a # one", ["# one"]],
  ["behind an operator", "docker pull a;# one", ["# one"]],
  ["not in single quotes", "echo 'a # no'", []],
  ["not in double quotes", 'echo "a # no"', []],
  ["not in double quotes with an escape", 'echo "a \\" # no"', []],
  ["behind quotes", "echo 'a' \"b\" # one", ["# one"]],
  ["behind an escaped quote", "echo don\\'t # one", ["# one"]],
  ["not as a number of arguments or a length", `[ $# -gt 0 ] && echo \${#x} \${x#y}`, []],
  [
    "in a here-document, as the other side reads it",
    "ssh h <<'EOF'\n  # one\n  don't\n  a # two\nEOF",
    ["# one", "# two"],
  ],
  ["in a quoted script over lines", "ssh h '\n  # one\n  docker pull a # two\n'", ["# one", "# two"]],
])("finds a comment of a script %s", (_, script, expected) => {
  const indented = script.replaceAll("\n", "\n      ");
  expect(texts("w.yml", `jobs:\n  a:\n    run: |\n      ${indented}\n  # last\n`)).toEqual([...expected, "# last"]);
  expect(texts("deploy.sh", script)).toEqual(expected);
});

it("finds none in JSON", () => {
  expect(texts("task.json", '{ "image": "a" } # no\n')).toEqual([]);
});

it("reads a chart's template line by line, since it is not YAML yet", () => {
  expect(texts("chart/templates/web.yaml", "{{- if not .Values.web's }}\nimage: a # one\n{{- end }}\n")).toEqual([
    "# one",
  ]);
});

it("reads a long script in one pass", () => {
  const script = `      echo "x\\\\" 'y' # z\n`.repeat(20_000);
  expect(commentsIn("w.yml", `run: |\n${script}`)).toHaveLength(20_000);
});
