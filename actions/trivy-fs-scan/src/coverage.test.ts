import { expect, it } from "vitest";
import { coverageOf, describeCoverage, emptyScanners, nothingScannedProblem, warnAboutLinks } from "./coverage.ts";
import type { Scanner } from "./scanners.ts";

const report = (targets: number) => ({ findings: [], json: "", targets });
const of = (scanners: Scanner[], targets: number, files: number) =>
  coverageOf(scanners, report(targets), { files, unfollowed: [] });

it.each([
  [of(["vuln"], 1, 7), "1 package list checked for vulnerabilities", []],
  [of(["secret"], 0, 7), "7 files searched for secrets", []],
  [of(["vuln", "secret"], 2, 1), "2 package lists checked for vulnerabilities, 1 file searched for secrets", []],
  [of(["vuln"], 0, 7), "0 package lists checked for vulnerabilities", [/^No lock file/]],
  [of(["vuln", "secret"], 0, 7), /^0 package lists/, [/^No lock file/]],
  [of(["vuln", "secret"], 0, 0), /0 files/, [/^No lock file/, /^No files/]],
])("%#: reports what each scanner covered, and which had nothing to scan", (coverage, description, missing) => {
  expect(describeCoverage(coverage)).toMatch(description);
  expect(emptyScanners(coverage)).toEqual(missing.map((each) => expect.stringMatching(each)));
  expect(nothingScannedProblem(coverage, "/w")?.happened).toEqual(missing.length === 0 ? undefined : expect.anything());
});

it("lists links that were not followed, but not all of a thousand", () => {
  const warnings: string[] = [];
  const log = { info: () => {}, debug: () => {}, warning: (line: string) => warnings.push(line) };
  warnAboutLinks({ unfollowed: [] }, log);
  expect(warnings).toEqual([]);
  warnAboutLinks({ unfollowed: Array.from({ length: 1000 }, (_, index) => `l${index}`) }, log);
  expect(warnings).toEqual([expect.stringMatching(/^1000 links .*l0, l1, l2, l3, l4 and 995 more/)]);
});
