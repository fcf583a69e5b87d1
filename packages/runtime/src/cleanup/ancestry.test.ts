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

  it("is not so of itself, nor of what nobody knows the steps of", () => {
    const { history: _, ...unread } = image(["a", "b"], APP);
    expect(isBuiltOn(base, base)).toBe(false);
    expect(isBuiltOn(unread, base)).toBe(false);
  });

  it("is what the classic builder recorded", () => {
    const child = image([], []);
    expect(isBuiltOn({ ...child, uses: { ...child.uses, image: [base.id] } }, base)).toBe(true);
  });
});

describe("inheritedLabel", () => {
  const base = image(["a"], DEBIAN, CI);
  const built = (steps: string[], labels: Labels = CI) => image(["a"], [...DEBIAN, ...steps], labels);

  it("names the label and the base", () => {
    expect(inheritedLabel(built(["ENV A=1"]), [base], rule)).toBe(
      `it is built on the image ${base.name}, which has the label environment=testing too`,
    );
  });

  it.each([
    ["BuildKit", ["LABEL environment=testing managed-by=ci"]],
    ["BuildKit, one by one", ["LABEL environment=testing", "ENV A=1", "LABEL managed-by=ci"]],
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
  ])("is there where the image states %s", (_, steps, labels) => {
    expect(inheritedLabel(built(steps, labels), [base], rule)).toBeDefined();
  });

  it("is told from a step of the classic builder, which sets the labels of the command line last", () => {
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

  it("is none where no base is known and nothing speaks of one", () => {
    expect(inheritedLabel(built(["COPY app /", 'CMD ["app"]']), [], rule)).toBeUndefined();
    expect(
      inheritedLabel(built(["LABEL environment=testing managed-by=ci", "COPY app /", 'CMD ["app"]']), [], rule),
    ).toBeUndefined();
  });

  it("is there where the steps of a base that is gone show it", () => {
    const steps = ["LABEL environment=testing", 'CMD ["base"]', "COPY app /", 'ENTRYPOINT ["app"]', 'CMD ["run"]'];
    expect(inheritedLabel(built(steps), [], rule)).toContain("sets the label environment");
    expect(inheritedLabel(built([...steps, "LABEL environment=testing"]), [], rule)).toBeUndefined();
  });
});
