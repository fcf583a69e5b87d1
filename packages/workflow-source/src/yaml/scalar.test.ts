import { expect, it } from "vitest";
import { parseYaml } from "./document.ts";

/** The place where each "@" of the value was written, for the scalar under `k`. */
function placesOf(text: string): { value: string; places: string[] } {
  const scalar = parseYaml({ path: "w.yml", text }).root?.get("k")?.text();
  if (scalar === undefined) throw new Error(`no scalar in ${JSON.stringify(text)}`);
  const places = [...scalar.value.matchAll(/@/g)].map(({ index }) => {
    const { start } = scalar.range(index, index + 1);
    return `${start.line}:${start.column}`;
  });
  return { value: scalar.value, places };
}

const FORMS: [string, string, string, string[]][] = [
  ["plain", "k: a @ b\n", "a @ b", ["1:6"]],
  ["plain over lines", "k: a\n  @ b\n\n  @\n", "a @ b\n@", ["2:3", "4:3"]],
  ["single quoted", "k: 'it''s @'\n", "it's @", ["1:11"]],
  ["single quoted over lines", "k: 'a  \n   @\n\n   @'\n", "a @\n@", ["2:4", "4:4"]],
  ["double quoted", 'k: "\\x40\\u0040\\n@"\n', "@@\n@", ["1:5", "1:9", "1:17"]],
  ["double quoted, beyond the first plane", 'k: "\\U0001F600@"\n', "\u{1F600}@", ["1:15"]],
  ["double quoted with an escaped line end", 'k: "a\\\n   @ b\n  @"\n', "a@ b @", ["2:4", "3:3"]],
  ["literal", "k: |\n  a @\n    @\n\n  @\n", "a @\n  @\n\n@\n", ["2:5", "3:5", "5:3"]],
  ["literal, indentation given", "k: |2\n    @\n  @\n", "  @\n@\n", ["2:5", "3:3"]],
  ["literal, stripped", "k: |-\n  @\n\n", "@", ["2:3"]],
  ["literal, kept", "k: |+\n  @\n\n", "@\n\n", ["2:3"]],
  ["literal with a comment and an anchor", "k: &x | # why\n  @\n", "@\n", ["2:3"]],
  ["folded", "k: >\n  a\n  @\n\n  @\n   @\n  @\n", "a @\n@\n @\n@\n", ["3:3", "5:3", "6:4", "7:3"]],
  ["a number", "k: 12\n", "12", []],
];

it.each(FORMS)("knows where the characters of a %s scalar were written", (_, text, value, places) => {
  expect(placesOf(text)).toEqual({ value, places });
});

it.each(FORMS)("does so with CRLF line ends, %s", (_, text, value, places) => {
  expect(placesOf(text.replaceAll("\n", "\r\n"))).toEqual({ value, places });
});

it("gives ends just after the last character, across lines too", () => {
  const scalar = parseYaml({ path: "w.yml", text: "k: |\n  ab\n  cd\n" }).root?.get("k")?.text();
  expect(scalar?.range(0, 5)).toEqual({ start: { line: 2, column: 3 }, end: { line: 3, column: 5 } });
  expect(scalar?.range(3, 3).end).toEqual({ line: 3, column: 3 });
});

it("points at the beginning where the YAML library reads a scalar otherwise than we do", () => {
  // An escaped line end before an empty line: no writer means either reading.
  expect(placesOf('k: "a \\\n\n  @"\n').places).toEqual(["1:4"]);
});
