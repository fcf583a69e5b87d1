import { expect, it } from "vitest";
import { checked, checkedWith, FIX, SUPPRESSED } from "../../test/checked.ts";
import { jsonReport } from "./json.ts";
import { jsonReportSchema } from "./json-report.ts";

it("writes what its schema declares, and nothing else", () => {
  const report = jsonReport(
    checkedWith((one) => ({ ...one, fix: FIX, suppressed: SUPPRESSED })),
    "1.2.3",
  );
  expect(jsonReportSchema.parse(JSON.parse(JSON.stringify(report)))).toEqual(report);
});

it("says everything that a finding holds", () => {
  const { findings, tally, workflows } = jsonReport(checked(), "1.2.3");
  expect(workflows).toEqual([".github/workflows/deploy.yml"]);
  expect(tally).toMatchObject({ errors: 2, warnings: 2, notes: 2 });
  expect(findings.find(({ rule }) => rule === "ITV003")).toMatchObject({
    name: "mutable-default",
    severity: "error",
    path: ".github/workflows/deploy.yml",
    range: { start: { line: 12, column: 9 }, end: { line: 12, column: 19 } },
    job: "deploy",
    step: "Run",
    subject: "ghcr.io/acme/app:$TAG",
    chain: [{ what: "env TAG" }, { what: "default of input tag", fallback: true }],
    related: [],
  });
});
