// Every function that chart templates are evaluated with, against what Helm gave for the same expressions.
import { describe, expect, it } from "vitest";
import { FUNCTION_NAMES } from "../src/chart/functions.ts";
import { CASES, VALUES } from "./helm-functions.cases.ts";
import { comparison } from "./helm-functions.compare.ts";
import { expressionOf, readFixture } from "./helm-functions.fixture.ts";

const fixture = readFixture();
const compared = comparison(fixture.values);

it("has three expressions or more for every function", () => {
  const entries = (name: string): number => fixture.entries.filter((entry) => entry.function === name).length;
  expect(FUNCTION_NAMES.filter((name) => entries(name) < 3)).toEqual([]);
});

it("uses every function in its own expressions", () => {
  const strangers = fixture.entries.filter(
    ({ function: name, expression }) => !new RegExp(`\\b${name}\\b`).test(expression),
  );
  expect(strangers).toEqual([]);
});

it("has Helm's answers to these very expressions", () => {
  const asked = Object.entries(CASES).flatMap(([name, cases]) => cases.map((one) => `${name}: ${expressionOf(one)}`));
  expect(fixture.values).toBe(VALUES);
  expect(fixture.entries.map((entry) => `${entry.function}: ${entry.expression}`)).toEqual(asked);
});

describe.each(FUNCTION_NAMES)("%s", (name) => {
  it.each(fixture.entries.filter((entry) => entry.function === name))("$expression", (entry) => {
    const { outcome, ours } = compared(entry);
    expect({ outcome, ours, helm: entry.helm }).not.toMatchObject({ outcome: "different" });
  });
});
