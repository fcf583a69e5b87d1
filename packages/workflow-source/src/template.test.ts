import { describe, expect, it } from "vitest";
import { displayText } from "../test/display-text.ts";
import { templateOfFile } from "./decode.ts";
import { partsOf, type Template, TemplateWriter, valuesIn, writtenIn } from "./template.ts";
import { only, union } from "./value/value.ts";
import { parseYaml } from "./yaml/document.ts";
import { sourceOf } from "./yaml/scalar.ts";

const FILE = templateOfFile({ path: "f", text: "one two\nthree $X four\n" });

/** `line:column-line:column` of a piece, found by its text. */
function placeOf(template: Template, piece: string): string {
  const start = template.text.indexOf(piece);
  const { path, range } = template.place(start, start + piece.length);
  const { start: from, end } = range();
  return `${path} ${from.line}:${from.column}-${end.line}:${end.column}`;
}

/** `three <a | b> four` with "$X" as a hole. */
function holed(): Template {
  const writer = new TemplateWriter();
  writer.text("three ", 8, FILE);
  writer.hole(union(only("a"), only("b")), 14, 16, FILE, "$X");
  writer.text(" four", 16, FILE);
  return writer.done();
}

describe("a template", () => {
  it("of a file has every place where it stands", () => {
    expect(placeOf(FILE, "two")).toBe("f 1:5-1:8");
    expect(placeOf(FILE, "two\nthree")).toBe("f 1:5-2:6");
  });
  it("is what its holes may be", () => {
    const { text, holes, written } = holed();
    expect(displayText(valuesIn(text, holes))).toBe("three a four | three b four");
    expect(writtenIn(text, written)).toBe("three $X four");
    expect(displayText(valuesIn(" four", holes))).toBe(" four");
  });
  it("points at text, at holes, and over both", () => {
    const template = holed();
    expect(placeOf(template, "three")).toBe("f 2:1-2:6");
    expect(placeOf(template, "four")).toBe("f 2:10-2:14");
    const { start, end } = template.place(6, 8).range();
    expect([start, end]).toEqual([
      { line: 2, column: 7 },
      { line: 2, column: 9 },
    ]);
    const whole = template.place(0, template.text.length).range();
    expect([whole.start.column, whole.end.column]).toEqual([1, 14]);
  });
  it("made out of others points into them", () => {
    const writer = new TemplateWriter();
    writer.at("<", 0, 3, FILE);
    writer.slice(holed(), 2, holed().text.length);
    const template = writer.done();
    expect(displayText(valuesIn(template.text, template.holes))).toBe("<ree a four | <ree b four");
    expect(placeOf(template, "ree")).toBe("f 2:3-2:6");
    expect(placeOf(template, "four")).toBe("f 2:10-2:14");
    expect(placeOf(template, "<")).toBe("f 1:1-1:4");
    expect(writtenIn(template.text, template.written)).toBe("<ree $X four");
  });
  it("points at a beginning where its two ends are of different files", () => {
    const other = templateOfFile({ path: "g", text: "abc" });
    const writer = new TemplateWriter();
    writer.text("one", 0, FILE);
    writer.text("abc", 0, other);
    expect(placeOf(writer.done(), "oneabc")).toBe("f 1:1-1:1");
  });
  it("of nothing stands nowhere", () => {
    const empty = new TemplateWriter().done();
    expect(empty.place(0, 0)).toMatchObject({ path: "" });
    expect(valuesIn(empty.text, empty.holes)).toEqual(only(""));
  });
  it("has parts", () => {
    const template = holed();
    expect(
      [...partsOf(template, 3, template.text.length)].map(({ from, to, values }) => [
        from,
        to,
        values && displayText(values),
      ]),
    ).toEqual([
      [3, 6, undefined],
      [6, 8, "a | b"],
      [8, 13, undefined],
    ]);
  });
  it("has no more holes than characters for them; the rest is open", () => {
    const writer = new TemplateWriter();
    for (let index = 0; index < 70_000; index++) writer.hole(only("a"), 0, 1, FILE);
    const { text, holes } = writer.done();
    expect(displayText(valuesIn(text.slice(-2), holes))).toBe("<expression>");
    expect(displayText(valuesIn(text.slice(0, 4), holes))).toBe("aa");
  });
});

it("of a YAML scalar points into the file", () => {
  const text = parseYaml({ path: "w.yml", text: 'a:\n  k: "x\\ty z"\n' }).root?.get("a")?.get("k")?.text();
  if (text === undefined) throw new Error("no scalar");
  const { range } = sourceOf(text).place(2, 3);
  expect([text.value, range().start]).toEqual(["x\ty z", { line: 2, column: 10 }]);
});
