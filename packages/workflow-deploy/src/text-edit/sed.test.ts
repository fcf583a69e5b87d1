import { type Template, TemplateWriter, templateOfFile, valuesIn } from "@deploy-actions/workflow-source";
import { patternOf } from "@deploy-actions/workflow-source/regex";
import { commandOf } from "@deploy-actions/workflow-source/testing";
import { commitMark, mark, only, type Values } from "@deploy-actions/workflow-source/value";
import { describe, expect, it } from "vitest";
import { textEditOf } from "./edit.ts";
import { substitutionsOf } from "./sed.ts";
import { applySubstitutions } from "./substitute.ts";

const script = templateOfFile({ path: "script", text: "sed" });
const by = { what: "sed", place: script.place(0, 3) };
const file = (text: string): Template => templateOfFile({ path: "deploy.yaml", text });

function edit(
  program: string | Values,
  text: string,
  dialect: "basic" | "extended" | "perl" = "basic",
): Template | undefined {
  const values = typeof program === "string" ? only(program) : program;
  return applySubstitutions(file(text), substitutionsOf(values, dialect), by);
}

const textsOf = (template: Template | undefined): readonly string[] =>
  template === undefined ? [] : valuesIn(template.text, template.holes).map(({ text }) => text);

describe("a sed program", () => {
  it.each([
    ["s|image: .*|image: app:1|", "  image: app:0\n", "  image: app:1\n"],
    ["s/a/b/; s/b/c/", "a a\n", "c a\n"],
    ["s/a/b/g", "a a", "b b"],
    [String.raw`s/\(dev-[a-z0-9]\{1,7\}\|SHA\)/x/g`, "app:dev-0a1b2c3 app:SHA", "app:x app:x"],
    [String.raw`s#\(image: *\).*#\1web:2#`, "  image:  web:1", "  image:  web:2"],
    ["s/tag/[&]/", "a tag", "a [tag]"],
    ["/web/s/:.*/:2/", "web:1\napi:1", "web:2\napi:1"],
    [String.raw`/image:/c\  image: web:2`, "a\n  image: web:1\nb", "a\n  image: web:2\nb"],
    ["s/a+/b/", "a+ aa", "b aa"],
    ["s/.$/x/", "ab\ncd", "ax\ncx"],
    ["1,3{s/a/b/}", "a", "b"],
    ["s/[[:digit:]][^.]*/N/", "v12.3", "vN.3"],
    [String.raw`s|\.|-|g`, "1.2.3", "1-2-3"],
  ])("%s", (program, before, after) => expect(textsOf(edit(program, before))).toEqual([after]));

  it("reads extended and Perl patterns", () => {
    expect(textsOf(edit("s/(tag): v?[0-9.]+/\\1: 2/", "tag: v1.0", "extended"))).toEqual(["tag: 2"]);
    expect(textsOf(edit("s/(tag): .*/$1: 2/", "tag: 1", "perl"))).toEqual(["tag: 2"]);
  });

  it("keeps what only a run knows, with the way it came, and the form of the file around it", () => {
    const hop = { what: "env TAG", place: by.place };
    const values = [
      { text: `s|tag: .*|tag: "${commitMark(7)}"|`, trail: [hop] },
      { text: 's|tag: .*|tag: "latest"|', trail: [hop] },
    ];
    const after = edit(values, "tag: 1\nname: x\n");
    expect(after?.text.replace(/[^\n\x20-\x7e]+/u, "?")).toBe('tag: "?"\nname: x\n');
    expect(textsOf(after)).toEqual([`tag: "${commitMark(7)}"\nname: x\n`, 'tag: "latest"\nname: x\n']);
    expect(after?.holes[0]?.[0]?.trail.map(({ what }) => what)).toEqual(["sed", "env TAG"]);
    const at = after?.text.indexOf("name") ?? 0;
    expect(after?.place(at, at + 4).range().start).toEqual({ line: 2, column: 1 });
    expect(after?.place(6, 8).path).toBe("deploy.yaml");
  });

  it("leaves keys of JSON to be read", () => {
    const values = [{ text: `s/"image": .*/"image": "app:${mark("input")}"/`, trail: [by] }];
    expect(edit(values, '{"image": "a"\n}')?.text).toMatch(/^\{"image": ".+"\n\}$/u);
  });

  it("lets a mark in the pattern stand for some name, but not for anything", () => {
    expect(textsOf(edit(`s|image: ${mark("name")}/app:.*|image: app:2|`, "image: ghcr.io/acme/app:1"))).toEqual([
      "image: app:2",
    ]);
    expect(edit(`s/${mark("input")}/2/`, "a")).toBeUndefined();
  });

  it("copies holes of the text through groups", () => {
    const writer = new TemplateWriter();
    writer.at("image: ", 0, 0, script);
    writer.hole(only("app:1"), 0, 0, script);
    const after = applySubstitutions(
      writer.done(),
      substitutionsOf(only(String.raw`s/image: \(.*\)/x: \1/`), "basic"),
      by,
    );
    expect(textsOf(after)).toEqual(["x: app:1"]);
  });
});

describe("a pattern that could take long", () => {
  it.each([String.raw`\(a*\)*b`, String.raw`\(a\|a\)*b`, String.raw`\(a*\)\{2,9\}b`, String.raw`\(a\)\1`, "\\(a", "["])(
    "%s is not searched for",
    (source) => expect(patternOf(source, "basic", false)).toBeUndefined(),
  );

  it("ends within its budget on a text made to be slow", () => {
    expect(edit("s/.*.*.*.*x.*y/b/", `${"x".repeat(5000)}\n`.repeat(20))).toBeUndefined();
    edit("s/a*b/c/", `${"a".repeat(400)}\n`.repeat(2500));
  });
});

describe("a command that edits", () => {
  it.each([
    ["sed -i s/a/b/ f.yaml", true, ["f.yaml"], "b"],
    ["sed -i.bak -e s/a/b/ -e s/b/c/ f.yaml g.yaml", true, ["f.yaml", "g.yaml"], "c"],
    ["sed -E s/(a)/b/ f.yaml", false, ["f.yaml"], "b"],
    ["sed -Ei s/(a)/b/ f.yaml", true, ["f.yaml"], "b"],
    ["sed --in-place --expression=s/a/b/ f.yaml", true, ["f.yaml"], "b"],
    ["perl -pi -e s/(a)/b/ f.yaml", true, ["f.yaml"], "b"],
    ["perl -i -pe s/(a)/b/ f.yaml", true, ["f.yaml"], "b"],
  ])("%s", (line, inPlace, files, after) => {
    const read = textEditOf(commandOf(line));
    expect(read?.inPlace).toBe(inPlace);
    expect(read?.files.map(({ written }) => written)).toEqual(files);
    expect(textsOf(read?.apply(file("a")))).toEqual([after]);
  });

  it("takes the empty word after BSD's -i for a suffix", () => {
    const read = textEditOf(commandOf("sed -i $EMPTY s/a/b/ f.yaml", { words: { EMPTY: "" } }));
    expect(read?.files.map(({ written }) => written)).toEqual(["f.yaml"]);
  });

  it("does not guess at a program in a file, or at what -n prints", () => {
    expect(textEditOf(commandOf("sed -f x.sed f.yaml"))?.apply(file("a"))).toBeUndefined();
    expect(textEditOf(commandOf("sed -n s/a/b/p f.yaml"))?.apply(file("a"))).toBeUndefined();
    expect(textEditOf(commandOf("perl -e s/a/b/ f.yaml"))).toBeUndefined();
  });

  it("replaces variables as envsubst does", () => {
    const given = { variables: { TAG: only(commitMark(), [by]) } };
    const all = textEditOf(commandOf("envsubst", given))?.apply(file("image: app:${TAG}-$OTHER ${TAG:-x}"));
    expect(textsOf(all)).toEqual([`image: app:${commitMark()}-${mark("variable")} \${TAG:-x}`]);
    const some = textEditOf(commandOf("envsubst $TAG,$X", given))?.apply(file("${TAG} ${OTHER}"));
    expect(textsOf(some)).toEqual([`${commitMark()} \${OTHER}`]);
  });
});
