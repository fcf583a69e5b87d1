import type { Annotation } from "@deploy-actions/action";
import { describe, expect, it } from "vitest";
import { annotate, formatCounts, thresholdProblem } from "./present.ts";
import { fatalMessage } from "./scan.ts";
import { table } from "./table.ts";
import type { Finding } from "./trivy-report.ts";

const secret: Finding = {
  kind: "secret",
  severity: "CRITICAL",
  id: "aws-access-key-id",
  title: "AWS Access Key ID",
  file: "config/app.env",
  lines: { first: 3, last: 3 },
};
const vulnerability: Finding = {
  kind: "vulnerability",
  severity: "MEDIUM",
  id: "CVE-2020-8203",
  title: "",
  file: "package-lock.json",
  package: { name: "lodash", installed: "4.17.15", fixed: "4.17.19" },
};

function annotations(findings: readonly Finding[], failOn: "HIGH" | "MEDIUM", folder = "/w/app"): Annotation[] {
  const seen: Annotation[] = [];
  annotate(findings, failOn, folder, "/w", (annotation) => seen.push(annotation));
  return seen;
}

it("puts each finding in one row, whatever its package is called", () => {
  const forged = { ...vulnerability, id: "a\nb", package: { name: "x\nLOW", installed: "1\r\n2", fixed: "\n3" } };
  expect(table([forged]).trimEnd().split(/\r|\n/)).toHaveLength(2);
});

describe("annotations", () => {
  it("point at file and line, relative to the workspace, as an error if they fail the step", () => {
    expect(annotations([secret, vulnerability], "HIGH")).toEqual([
      {
        level: "error",
        title: "CRITICAL: aws-access-key-id",
        message: "This file contains a secret: AWS Access Key ID.",
        file: "app/config/app.env",
        line: 3,
      },
      {
        level: "warning",
        title: "MEDIUM: CVE-2020-8203",
        message: "lodash 4.17.15 has CVE-2020-8203; fixed in 4.17.19.",
        file: "app/package-lock.json",
      },
    ]);
  });

  it("have no location when the file is outside the workspace", () => {
    expect(annotations([secret], "HIGH", "/elsewhere")[0]).not.toHaveProperty("file");
  });

  it("leave room for the error with the reason why the step failed", () => {
    const many = annotations([...Array(20).fill(secret), ...Array(20).fill(vulnerability)], "HIGH");
    expect(many.filter(({ level }) => level === "error")).toHaveLength(9);
    expect(many.filter(({ level }) => level === "warning")).toHaveLength(10);
  });
});

describe("the threshold", () => {
  it("passes findings below it, and all findings for NONE", () => {
    expect(thresholdProblem([vulnerability], "HIGH", "r")).toBeUndefined();
    expect(thresholdProblem([secret], "NONE", "r")).toBeUndefined();
    expect(thresholdProblem([], "UNKNOWN", "r")).toBeUndefined();
  });

  it("fails on an unknown severity for every threshold except NONE", () => {
    const odd: Finding = { ...vulnerability, severity: "UNKNOWN", rated: "SEVERE" };
    expect(thresholdProblem([odd], "CRITICAL", "r")?.happened).toContain('unknown severity "SEVERE"');
    expect(thresholdProblem([odd], "NONE", "r")).toBeUndefined();
  });

  it("counts the failing findings, names the worst, and says what to do", () => {
    const problem = thresholdProblem([secret, vulnerability, vulnerability], "MEDIUM", "/tmp/trivy.txt");
    expect(problem?.happened).toBe(
      "1 CRITICAL and 2 MEDIUM findings, and the step fails on MEDIUM. The worst: This file contains a secret: AWS Access Key ID. (config/app.env:3)",
    );
    expect(problem?.state).toContain("/tmp/trivy.txt");
    expect(problem?.next).toMatch(/Rotate each secret.*Update the packages.*\.trivyignore/);
    expect(thresholdProblem([vulnerability], "MEDIUM", "r")?.next).not.toContain("secret");
  });
});

it("formats counts", () => {
  const none = { CRITICAL: 0, HIGH: 0, MEDIUM: 0, LOW: 0, UNKNOWN: 0 };
  expect(formatCounts(none)).toBe("No findings");
  expect(formatCounts({ ...none, LOW: 1 })).toBe("1 LOW finding");
  expect(formatCounts({ ...none, CRITICAL: 1, HIGH: 2, LOW: 3 })).toBe("1 CRITICAL, 2 HIGH and 3 LOW findings");
});

it("finds the reason in Trivy's output", () => {
  const printed =
    "2026-04-16T10:00:00Z\tINFO\t[vulndb] Need to update DB\n2026-04-16T10:00:01Z\tFATAL\tFatal error\trun error: init error: DB error: failed to download vulnerability DB\n\t* mirror: no route\n";
  expect(fatalMessage(printed)).toBe(
    "Fatal error\trun error: init error: DB error: failed to download vulnerability DB * mirror: no route",
  );
  expect(fatalMessage("Error: unknown flag: --x")).toBe("Error: unknown flag: --x");
  expect(fatalMessage("")).toBe("it printed nothing");
});
