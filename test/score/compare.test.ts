// What counts as found, missed and false, with few enough labels to count by hand.
import { describe, expect, it } from "vitest";
import { compare, type Place } from "../../scripts/score/compare.ts";
import { byClass, differences, scoreFigures } from "../../scripts/score/figures.ts";
import type { Labelled, Ref, Verdict } from "../../scripts/score/labels.ts";

const PATH = ".github/workflows/deploy.yml";
const ref = (line: number, verdict: Verdict, rest: Partial<Ref> = {}): Ref => ({
  line,
  verdict,
  also: [],
  text: "",
  why: "latest: x",
  accept: [],
  companion: [],
  ...rest,
});
const labelled = (refs: readonly Ref[], rest: Partial<Labelled> = {}): Labelled => ({
  n: "1",
  repo: "acme/app",
  path: PATH,
  refs: [...refs],
  traps: [],
  ignore: [],
  ...rest,
});
const said = (line: number, rule = "ITV001", path = PATH, related: readonly Place[] = []) => ({
  rule,
  path,
  line,
  message: "",
  related,
});
const answers = (labels: Labelled, ...findings: ReturnType<typeof said>[]) =>
  compare(labels, findings).refs.map(({ answer }) => answer);
const alarms = (labels: Labelled, ...findings: ReturnType<typeof said>[]) =>
  compare(labels, findings).falseAlarms.map(({ on, said: { line } }) => `${on} ${line}`);

describe("a mutable reference", () => {
  const companion = [{ path: "compose.yml", line: 3, verdict: "mutable", why: "" }] as const;
  const labels = labelled([ref(5, "mutable", { also: [9], companion: [...companion] })]);
  it.each([
    ["on its line", said(5)],
    ["on a line that counts as the same place", said(9, "ITV007")],
    ["on a line of a file that it deploys", said(3, "ITV004", "compose.yml")],
  ])("is found %s", (_, finding) => expect(answers(labels, finding)).toEqual(["mutable"]));
  it.each([
    ["next to it", said(6)],
    ["on a line of another file", said(3, "ITV004", "other.yml")],
    ["by a rule that is not scored", said(5, "ITV010")],
  ])("is not found %s", (_, finding) => expect(answers(labels, finding)).toEqual(["nothing"]));
  it("that was called undecidable is not found either", () => {
    expect(answers(labels, said(5, "ITV006"))).toEqual(["undecidable"]);
  });
});

describe("a false positive", () => {
  const labels = labelled(
    [
      ref(1, "build-ok"),
      ref(2, "immutable", { also: [12] }),
      ref(3, "undecidable"),
      ref(4, "undecidable", { accept: ["mutable"] }),
      ref(5, "mutable", { also: [12] }),
    ],
    { traps: [{ line: 6, why: "" }], ignore: [7] },
  );
  it.each([
    [1, ["build-ok 1"]],
    [2, ["immutable 2"]],
    [3, ["undecidable 3"]],
    [4, []],
    [5, []],
    [6, ["trap 6"]],
    [7, []],
    [8, ["unlabelled 8"]],
    [12, []],
  ])("or none: line %i", (line, expected) => expect(alarms(labels, said(line))).toEqual(expected));
  it("counts a line once, and only mutable rules", () => {
    expect(alarms(labels, said(1), said(1, "ITV002"), said(1, "ITV006"), said(8, "ITV012"))).toEqual(["build-ok 1"]);
  });
  it("in another file counts if no label is there", () => {
    expect(alarms(labels, said(1, "ITV004", "compose.yml"))).toEqual(["unlabelled 1"]);
  });
  it("is not counted for a reference on the same line as a right finding", () => {
    expect(answers(labels, said(12))).toEqual(["nothing", "nothing", "nothing", "nothing", "mutable"]);
  });
});

it("finds a companion line that a finding on the command points at", () => {
  const companion = [{ path: "compose.yml", line: 3, verdict: "mutable", why: "" }] as const;
  const labels = labelled([ref(5, "mutable", { companion: [...companion] })]);
  const answersFor = (...findings: ReturnType<typeof said>[]) =>
    compare(labels, findings).companions.map((one) => one.answer);
  expect(answersFor(said(5, "ITV004", PATH, [{ path: "compose.yml", line: 3 }]))).toEqual(["mutable"]);
  expect(answersFor(said(5, "ITV004", PATH, [{ path: "compose.yml", line: 4 }]))).toEqual(["nothing"]);
  expect(answersFor(said(5, "ITV006", PATH, [{ path: "compose.yml", line: 3 }]))).toEqual(["nothing"]);
});

it("gives figures, classes and a list of differences", () => {
  const labels = labelled([
    ref(1, "mutable", { companion: [{ path: "c.yml", line: 1, verdict: "mutable", why: "latest" }] }),
    ref(2, "mutable", { why: "semver: y" }),
    ref(3, "immutable"),
    ref(4, "immutable"),
    ref(5, "build-ok"),
  ]);
  const comparisons = [compare(labels, [said(1), said(3), said(4, "ITV006"), said(5)])];
  const values = Object.fromEntries(scoreFigures(comparisons).map(({ name, value }) => [name, value]));
  expect(values).toMatchObject({
    "mutable found": 50,
    "false alarms on builds": 1,
    "false alarms on traps": 0,
    "immutable called mutable": 1,
    "immutable left undecided": 50,
    "companion lines found": 0,
  });
  expect(byClass(comparisons).map(({ name, how }) => `${name} ${how}`)).toEqual(["latest 1 of 1", "semver 0 of 1"]);
  expect(differences(comparisons).map((line) => line.split(":")[1]?.slice(0, 22))).toEqual([
    "2  mutable, said nothi",
    "4  immutable, said und",
    "1  companion, said not",
    "3  FALSE ALARM on immu",
    "5  FALSE ALARM on buil",
  ]);
});
