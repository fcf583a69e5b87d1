import { describe, expect, it } from "vitest";
import { countsOf, isAtLeast, readSeverities, reported, SEVERITIES } from "./severity.ts";

describe("the threshold", () => {
  it.each([
    ["CRITICAL", ["CRITICAL"]],
    ["HIGH", ["CRITICAL", "HIGH"]],
    ["LOW", ["CRITICAL", "HIGH", "MEDIUM", "LOW"]],
    ["UNKNOWN", SEVERITIES],
    ["NONE", []],
  ] as const)("%s fails on %j", (threshold, failing) => {
    expect(SEVERITIES.filter((severity) => isAtLeast(severity, threshold))).toEqual(failing);
  });

  it("puts what can fail the step into the report, also where nobody asked to see it", () => {
    expect(reported(["CRITICAL"], "MEDIUM")).toEqual(["CRITICAL", "HIGH", "MEDIUM"]);
    expect(reported(["LOW", "CRITICAL"], "NONE")).toEqual(["CRITICAL", "LOW"]);
  });
});

it("counts every severity, also those that did not come", () => {
  expect(countsOf(["HIGH", "LOW", "HIGH"])).toEqual({ CRITICAL: 0, HIGH: 2, MEDIUM: 0, LOW: 1, UNKNOWN: 0 });
});

it("knows a severity only in Trivy's spelling", () => {
  expect(readSeverities(["HIGH", "high"])).toEqual({ mistake: expect.stringContaining('"high" is none of them') });
  expect(readSeverities([])).toEqual({ mistake: expect.stringContaining("at least one") });
  expect(readSeverities(["UNKNOWN"])).toEqual({ value: ["UNKNOWN"] });
});
