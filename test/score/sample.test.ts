// The validator reaches its goals on every labelled sample: always on our own, and on the large one if it is next to the project.
import { describe, expect, it } from "vitest";
import { isMet } from "../../scripts/bench/figure.ts";
import { checkSample } from "../../scripts/score/check-sample.ts";
import { compare } from "../../scripts/score/compare.ts";
import { differences, scoreFigures } from "../../scripts/score/figures.ts";
import { readLabels } from "../../scripts/score/labels.ts";
import { largeSample, OWN_SAMPLE } from "../../scripts/score/sample.ts";

const large = largeSample();
const scored = async (folder: string) => {
  const labels = readLabels(folder);
  const said = await checkSample(folder, labels);
  return labels.map((labelled, index) => compare(labelled, said[index] ?? []));
};

it("finds exactly what the labels of our own sample say", async () => {
  expect(differences(await scored(OWN_SAMPLE))).toEqual([]);
});

const samples = [
  { name: "our own", folder: OWN_SAMPLE },
  ...(large === undefined ? [] : [{ name: "the large", folder: large }]),
];
describe.each(samples)("the goals on $name sample", async ({ folder }) => {
  const comparisons = await scored(folder);
  it.each(scoreFigures(comparisons))("$name: $how", (figure) => {
    expect(isMet(figure), differences(comparisons).join("\n")).toBe(true);
  });
});
