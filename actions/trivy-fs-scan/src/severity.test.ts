import { describe, expect, it } from "vitest";
import { countsOf, isAtLeast, readSeverities, reportedSeverities, SEVERITIES } from "./severity.ts";

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

  it("reports severities that can fail the step, even if they were not requested", () => {
    expect(reportedSeverities(["CRITICAL"], "MEDIUM")).toEqual(["CRITICAL", "HIGH", "MEDIUM"]);
    expect(reportedSeverities(["LOW", "CRITICAL"], "NONE")).toEqual(["CRITICAL", "LOW"]);
  });
});

it("counts every severity, also those without findings", () => {
  expect(countsOf(["HIGH", "LOW", "HIGH"])).toEqual({ CRITICAL: 0, HIGH: 2, MEDIUM: 0, LOW: 1, UNKNOWN: 0 });
});

it("accepts a severity only in Trivy's spelling", () => {
  expect(readSeverities(["HIGH", "high"])).toEqual({ mistake: expect.stringContaining('"high" is unknown') });
  expect(readSeverities([])).toEqual({ mistake: expect.stringContaining("at least one") });
  expect(readSeverities(["UNKNOWN"])).toEqual({ value: ["UNKNOWN"] });
});
