// How a mutation run is counted and reported, with few enough mutants to count by hand.
import { globSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { isMet } from "../../scripts/bench/figure.ts";
import { GROUPS } from "../../scripts/mutate/groups.ts";
import { type Mutant, scoreFigures, survivors } from "../../scripts/mutate/score.ts";

const ROOT = join(import.meta.dirname, "..", "..");

const mutant = (status: Mutant["status"], over: Partial<Mutant> = {}): Mutant => ({
  fileName: "a.ts",
  mutatorName: "EqualityOperator",
  replacement: "a >= b",
  location: { start: { line: 1, column: 8 }, end: { line: 1, column: 13 } },
  status,
  ...over,
});
const times = (count: number, status: Mutant["status"]) => Array.from({ length: count }, () => mutant(status));

describe("the score", () => {
  it("counts a killed mutant and an endless one as noticed, a surviving and an unreached one as missed", () => {
    const mutants = (["Killed", "Timeout", "Survived", "NoCoverage"] as const).map((status) => mutant(status));
    expect(scoreFigures(mutants)).toMatchObject([
      { name: "a.ts", value: 50, how: "2 of 4, 1 by the time limit" },
      { name: "all modules", value: 50, how: "2 of 4, 1 by the time limit" },
    ]);
  });

  it("does not count what was ignored or could not be run", () => {
    const mutants = (["Killed", "Ignored", "RuntimeError", "CompileError"] as const).map((status) => mutant(status));
    expect(scoreFigures(mutants).at(-1)).toMatchObject({ how: "1 of 1" });
  });

  it.each([
    ["met at 90 %", [...times(9, "Killed"), mutant("Survived")], true],
    ["missed below 90 %", [...times(8, "Killed"), mutant("Survived")], false],
    ["missed without any mutant", [], false],
  ])("is %s", (_, mutants, met) => {
    expect(scoreFigures(mutants).every(isMet)).toBe(met);
  });

  it("is given for each file", () => {
    const mutants = [mutant("Killed"), mutant("Survived", { fileName: "b.ts" })];
    expect(scoreFigures(mutants)).toMatchObject([{ value: 100 }, { name: "b.ts", value: 0 }, { value: 50 }]);
  });
});

describe("a survivor", () => {
  const text = "return a > b;\nif (a) {\n  b();\n}\n";
  const block = { start: { line: 2, column: 8 }, end: { line: 4, column: 2 } };

  it("is reported with its line and its change", () => {
    expect(survivors([mutant("Survived"), mutant("Killed")], () => text)).toEqual([
      "a.ts:1  EqualityOperator: a > b → a >= b",
    ]);
  });

  it("over several lines is reported on one line, after those above it", () => {
    const removed = mutant("NoCoverage", { location: block, mutatorName: "BlockStatement", replacement: "{}" });
    expect(survivors([removed, mutant("Survived")], () => text)[1]).toBe(
      "a.ts:2  BlockStatement: { b(); } → {} (no test reaches it)",
    );
  });

  it("with much code is cut off", () => {
    const location = { start: { line: 1, column: 1 }, end: { line: 1, column: 201 } };
    expect(survivors([mutant("Survived", { location })], () => "x".repeat(200))[0]?.length).toBeLessThan(150);
  });
});

describe("the list of modules", () => {
  it.each(GROUPS)("names files and tests that exist: $name", ({ sources, tests }) => {
    for (const pattern of [...sources, ...tests]) expect(globSync(pattern, { cwd: ROOT })).not.toEqual([]);
  });
});
