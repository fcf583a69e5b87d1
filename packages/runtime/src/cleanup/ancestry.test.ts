import { describe, expect, it } from "vitest";
import { ruleOf } from "../../test/label-rule.ts";
import { inheritedLabel, isBuiltOn } from "./ancestry.ts";
import type { Labels } from "./labels.ts";
import type { Image } from "./objects.ts";

const rule = ruleOf(["environment=testing", "managed-by=ci"], ["environment=production"]);
const CI = { environment: "testing", "managed-by": "ci" };
const DEBIAN = ["# debian.sh --arch 'amd64' out/ 'bookworm'"];
const APP = [...DEBIAN, "COPY app / # buildkit"];

let count = 0;
function image(layers: string[], history: string[], labels: Labels = {}): Image {
  const id = `i${count++}`;
  const uses = { container: [], image: [], volume: [], network: [] };
  return { kind: "image", id, name: `${id}:1`, labels, tags: [`${id}:1`], digests: [], layers, history, uses };
}

describe("isBuiltOn", () => {
  const base = image(["a"], DEBIAN);
  it.each([
    ["one more layer", image(["a", "b"], APP), true],
    ["one more step without a layer", image(["a"], [...DEBIAN, "ENV A=1"]), true],
    ["one more label of the command line", image(["a"], DEBIAN, { version: "1" }), true],
    ["the same steps and labels", image(["a"], DEBIAN), false],
    ["other layers below", image(["x", "b"], APP), false],
    ["other steps below", image(["a", "b"], ["# other", "COPY app / # buildkit"]), false],
    ["fewer layers", image([], APP), false],
  ])("%s", (_, other, built) => {
    expect(isBuiltOn(other, base)).toBe(built);
  });

  it("requires every layer of the base, not only the first", () => {
    const two = image(["a", "b"], APP);
    expect(isBuiltOn(image(["a", "b"], [...APP, "ENV A=1"]), two)).toBe(true);
    expect(isBuiltOn(image(["a", "x"], [...APP, "ENV A=1"]), two)).toBe(false);
  });

  it("recognizes an image with more labels by all labels of its base", () => {
    const labelled = image(["a"], DEBIAN, { a: "1", b: "2" });
    expect(isBuiltOn(image(["a"], DEBIAN, { a: "1", b: "2", c: "3" }), labelled)).toBe(true);
    expect(isBuiltOn(image(["a"], DEBIAN, { a: "1", b: "changed", c: "3" }), labelled)).toBe(false);
    expect(isBuiltOn(image(["a"], DEBIAN, { a: "1", c: "3", d: "4" }), labelled)).toBe(false);
  });

  it("is false for the image itself and for unknown steps", () => {
    const { history: _, ...unread } = image(["a", "b"], APP);
    expect(isBuiltOn(base, base)).toBe(false);
    expect(isBuiltOn(unread, base)).toBe(false);
    expect(isBuiltOn(base, unread)).toBe(false);
    expect(isBuiltOn({ ...base, uses: { ...base.uses, image: [base.id] } }, base)).toBe(false);
  });

  it("uses the parent recorded by the classic builder", () => {
    const child = image([], []);
    expect(isBuiltOn({ ...child, uses: { ...child.uses, image: [base.id] } }, base)).toBe(true);
  });
});

describe("inheritedLabel", () => {
  const base = image(["a"], DEBIAN, CI);
  const built = (steps: string[], labels: Labels = CI) => image(["a"], [...DEBIAN, ...steps], labels);

  it("names the label and the base", () => {
    expect(inheritedLabel(built(["ENV A=1"]), [base], rule)).toBe(
      `it is built on the image ${base.name}, which also has the label environment=testing`,
    );
  });

  it.each([
    ["BuildKit", ["LABEL environment=testing managed-by=ci"]],
    ["BuildKit, one by one", ["LABEL environment=testing", "ENV A=1", "LABEL managed-by=ci"]],
    ["BuildKit, in columns", ["LABEL  environment=testing   managed-by=ci "]],
    ["the classic builder", ["/bin/sh -c #(nop)  LABEL environment=testing managed-by=ci"]],
  ])("is none where the image states them itself: %s", (_, steps) => {
    expect(inheritedLabel(built(steps), [base], rule)).toBeUndefined();
  });

  it.each([
    ["only one of them", ["LABEL environment=testing"], CI],
    [
      "by a text in which they stand",
      ["LABEL about=x environment=testing managed-by=ci"],
      { ...CI, about: "x environment=testing managed-by=ci" },
    ],
    ["by another command", ["RUN echo LABEL environment=testing managed-by=ci"], CI],
    ["by another instruction", ["ENV environment=testing managed-by=ci"], CI],
    ["inside a line of a script", ["/bin/sh -c echo; LABEL environment=testing managed-by=ci"], CI],
  ])("is there where the image states %s", (_, steps, labels) => {
    expect(inheritedLabel(built(steps, labels), [base], rule)).toBeDefined();
  });

  it("ignores steps of the classic builder, which sets command-line labels last", () => {
    const classic = (...steps: string[]) => steps.map((step) => `/bin/sh -c #(nop)  ${step}`);
    const step: Image = {
      ...built(classic("ENV A=1", "LABEL environment=testing"), { environment: "testing" }),
      tags: [],
    };
    const last = built(classic("ENV A=1", "LABEL environment=testing", "LABEL managed-by=ci"));
    expect(inheritedLabel(last, [step], rule)).toBeUndefined();
    expect(inheritedLabel(last, [{ ...step, tags: ["base:1"] }], rule)).toBeDefined();
    const more = built(classic("LABEL environment=testing", "LABEL managed-by=ci", "ENV PROD=1"));
    expect(
      inheritedLabel(more, [{ ...built(classic("LABEL environment=testing", "LABEL managed-by=ci")), tags: [] }], rule),
    ).toBeDefined();
  });

  it("handles a base with digests like one with tags", () => {
    const history = ["/bin/sh -c #(nop)  ENV A=1", "/bin/sh -c #(nop)  LABEL environment=testing managed-by=ci"];
    const base = { ...image(["a"], history, CI), tags: [] };
    const last = image(["a"], [...history, "/bin/sh -c #(nop)  CMD [app]"], CI);
    const stated = image(["a"], [...history, "/bin/sh -c #(nop)  LABEL version=1"], { ...CI, version: "1" });
    expect(inheritedLabel(stated, [base], rule)).toBeUndefined();
    expect(inheritedLabel(stated, [{ ...base, digests: ["base@sha256:1"] }], rule)).toBeDefined();
    expect(inheritedLabel(last, [base], rule)).toBeDefined();
  });

  it("is set if the steps of the base are unknown", () => {
    const { history: _, ...unread } = base;
    expect(inheritedLabel(built(["LABEL environment=testing managed-by=ci"]), [unread], rule)).toBeDefined();
    expect(inheritedLabel(base, [{ ...base, tags: [] }], rule)).toBeDefined();
  });

  it.each([
    "ENTRYPOINT [x]",
    "EXPOSE 80",
    "HEALTHCHECK CMD x",
    "LABEL a=b",
    "MAINTAINER x",
    "STOPSIGNAL INT",
    "VOLUME /d",
    "USER app",
    "SHELL [sh]",
    "CMD [y]",
  ])("takes %s after the program for a step of the same Dockerfile", (closing) => {
    const steps = ["LABEL environment=testing managed-by=ci", "COPY app /", "CMD [x]", closing];
    expect(inheritedLabel(image(["a"], steps, CI), [], rule)).toBeUndefined();
  });

  it.each(["CMD [base]", "ENTRYPOINT [base]"])("treats steps after %s as another Dockerfile", (program) => {
    const steps = ["LABEL environment=testing managed-by=ci", program, "RUN make"];
    expect(inheritedLabel(image(["a"], steps, CI), [], rule)).toBeDefined();
    expect(
      inheritedLabel(image(["a"], ["ENV environment=testing", program, "RUN make"], CI), [], rule),
    ).toBeUndefined();
  });

  it("is undefined without a known base or signs of one", () => {
    expect(inheritedLabel(built(["COPY app /", 'CMD ["app"]']), [], rule)).toBeUndefined();
    expect(
      inheritedLabel(built(["LABEL environment=testing managed-by=ci", "COPY app /", 'CMD ["app"]']), [], rule),
    ).toBeUndefined();
  });

  it("is found in the steps of a base that no longer exists", () => {
    const steps = ["LABEL environment=testing", 'CMD ["base"]', "COPY app /", 'ENTRYPOINT ["app"]', 'CMD ["run"]'];
    expect(inheritedLabel(built(steps), [], rule)).toContain("sets the label environment");
    expect(inheritedLabel(built([...steps, "LABEL environment=testing"]), [], rule)).toBeUndefined();
  });
});
