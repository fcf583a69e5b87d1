import type { Annotation } from "@deploy-actions/action";
import { describe, expect, it } from "vitest";
import { annotate, gate, inWords } from "./present.ts";
import { fatalWords } from "./scan.ts";
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

describe("annotations", () => {
  it("point at file and line, as the workspace knows them, at the level of what they do to the step", () => {
    expect(annotations([secret, vulnerability], "HIGH")).toEqual([
      {
        level: "error",
        title: "CRITICAL: aws-access-key-id",
        message: "A secret is in this file: AWS Access Key ID.",
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

  it("point nowhere when the file is not in the workspace", () => {
    expect(annotations([secret], "HIGH", "/elsewhere")[0]).not.toHaveProperty("file");
  });

  it("leave room for the error that says why the step failed", () => {
    const many = annotations([...Array(20).fill(secret), ...Array(20).fill(vulnerability)], "HIGH");
    expect(many.filter(({ level }) => level === "error")).toHaveLength(9);
    expect(many.filter(({ level }) => level === "warning")).toHaveLength(10);
  });
});

describe("the gate", () => {
  it("lets pass what is below the threshold, and everything for NONE", () => {
    expect(gate([vulnerability], "HIGH", "r")).toBeUndefined();
    expect(gate([secret], "NONE", "r")).toBeUndefined();
    expect(gate([], "UNKNOWN", "r")).toBeUndefined();
  });

  it("fails on a rating that nobody knows, whatever the threshold, but for NONE", () => {
    const odd: Finding = { ...vulnerability, severity: "UNKNOWN", rated: "SEVERE" };
    expect(gate([odd], "CRITICAL", "r")?.happened).toContain('rated "SEVERE", which this action does not know');
    expect(gate([odd], "NONE", "r")).toBeUndefined();
  });

  it("counts what failed it, names the worst, and says what to do about what is there", () => {
    const problem = gate([secret, vulnerability, vulnerability], "MEDIUM", "/tmp/trivy.txt");
    expect(problem?.happened).toBe(
      "1 CRITICAL and 2 MEDIUM findings, and the step fails on MEDIUM. The worst: A secret is in this file: AWS Access Key ID. (config/app.env:3)",
    );
    expect(problem?.state).toContain("/tmp/trivy.txt");
    expect(problem?.next).toMatch(/Replace each secret.*Update the packages.*\.trivyignore/);
    expect(gate([vulnerability], "MEDIUM", "r")?.next).not.toContain("secret");
  });
});

it("says counts in words", () => {
  const none = { CRITICAL: 0, HIGH: 0, MEDIUM: 0, LOW: 0, UNKNOWN: 0 };
  expect(inWords(none)).toBe("No findings");
  expect(inWords({ ...none, LOW: 1 })).toBe("1 LOW finding");
  expect(inWords({ ...none, CRITICAL: 1, HIGH: 2, LOW: 3 })).toBe("1 CRITICAL, 2 HIGH and 3 LOW findings");
});

it("finds the reason in what Trivy prints", () => {
  const printed =
    "2026-04-16T10:00:00Z\tINFO\t[vulndb] Need to update DB\n2026-04-16T10:00:01Z\tFATAL\tFatal error\trun error: init error: DB error: failed to download vulnerability DB\n\t* mirror: no route\n";
  expect(fatalWords(printed)).toBe(
    "Fatal error\trun error: init error: DB error: failed to download vulnerability DB * mirror: no route",
  );
  expect(fatalWords("Error: unknown flag: --x")).toBe("Error: unknown flag: --x");
  expect(fatalWords("")).toBe("it said nothing");
});
