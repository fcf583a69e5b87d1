import { expect, it } from "vitest";
import { valuesIn } from "../template.ts";
import { only } from "../value/value.ts";
import { parseYaml } from "../yaml/document.ts";
import type { Text } from "../yaml/scalar.ts";
import { expressionSpans } from "./span.ts";
import { templateOf } from "./template.ts";

function textOf(yaml: string): Text {
  const text = parseYaml({ path: "w.yml", text: yaml }).root?.get("k")?.text();
  if (text === undefined) throw new Error(`no scalar in ${JSON.stringify(yaml)}`);
  return text;
}

/** A text with each hole filled by what its callback was given. */
function filled(yaml: string): string | undefined {
  const template = templateOf(textOf(yaml), (body) => only(`<${body.trim()}>`));
  return valuesIn(template.text, template.holes)[0]?.text;
}

it.each([
  ["k: a\n", "a"],
  ["k: ${{ github.sha }}\n", "<github.sha>"],
  ["k: a-${{x}}-${{ y }}b\n", "a-<x>-<y>b"],
  ["k: ${{ format('}}', 'it''s') }}!\n", "<format('}}', 'it''s')>!"],
  ["k: a ${{ never closed\n", "a ${{ never closed"],
  ["k: a ${{ 'never closed }}\n", "a ${{ 'never closed }}"],
  ["k: $${{ x }}}\n", "$<x>}"],
])("finds the holes of %j", (yaml, expected) => expect(filled(yaml)).toBe(expected));

it("knows where each hole and what stands around it was written", () => {
  const places: string[] = [];
  const template = templateOf(textOf("k: |\n  run ${{ a }}\n  and ${{ b }}!\n"), (_, place, written) => {
    const { start, end } = place.range();
    places.push(`${written} ${start.line}:${start.column}-${end.column}`);
    return only(written);
  });
  expect(places).toEqual(["${{ a }} 2:7-15", "${{ b }} 3:7-15"]);
  const mark = template.text.indexOf("!");
  expect(template.place(mark, mark + 1).range().start).toEqual({ line: 3, column: 15 });
});

it.each([
  ["openings", "${{".repeat(300_000)],
  ["expressions", "${{ a }}".repeat(100_000)],
  ["quotes", "${{ ''".repeat(100_000)],
])("finds the spans of a text full of %s at once", (_, text) => {
  expect(() => expressionSpans(text)).not.toThrow();
});
