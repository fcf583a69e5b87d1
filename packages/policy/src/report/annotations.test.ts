import { expect, it } from "vitest";
import { SUPPRESSED } from "../../test/checked.ts";
import { at, check, image, report } from "../../test/made.ts";
import type { Finding } from "../finding.ts";
import { annotationsOf } from "./annotations.ts";

/** Errors in `files` files, `each` in a file, on lines 1, 2, … */
function errors(files: number, each: number): readonly Finding[] {
  const deployments = Array.from({ length: files }, (_, file) =>
    Array.from({ length: each }, (_, line) =>
      image({ place: at(line + 1, 1, 5, `${String(file).padStart(3, "0")}.yml`) }),
    ),
  ).flat();
  return check([report({ deployments })]).findings;
}

const texts = (findings: readonly Finding[]) =>
  annotationsOf(findings).map(({ path, range, message }) => `${path}:${range.start.line} ${message}`);

it("shows each finding on its own place as long as GitHub shows them all", () => {
  expect(annotationsOf(errors(2, 5))).toHaveLength(10);
  expect(annotationsOf(errors(1, 1))[0]).toMatchObject({
    severity: "error",
    title: "ITV001 mutable-tag",
    path: "000.yml",
  });
});

it("merges findings of one rule in one file if there are more, and lists their lines", () => {
  const all = texts(errors(3, 4));
  expect(all).toHaveLength(3);
  expect(all[0]).toMatch(/^000\.yml:1 .*\nAlso on lines 2, 3, 4\.$/s);
  expect(texts(errors(1, 30))[0]).toMatch(/lines 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13 and 17 more\.$/);
});

it("mentions the remaining findings in the last annotation", () => {
  const all = texts(errors(40, 3));
  expect(all).toHaveLength(10);
  expect(all[9]).toMatch(/^009\.yml:1 .*\nAnd 92 more errors \(31 files in total\): see the job summary\.$/s);
});

it("keeps severities apart, and leaves out what is suppressed", () => {
  const some = errors(1, 3).map((one, index) => (index === 0 ? { ...one, severity: "note" as const } : one));
  expect(annotationsOf(some).map(({ severity }) => severity)).toEqual(["error", "error", "note"]);
  expect(annotationsOf(some.map((one) => ({ ...one, suppressed: SUPPRESSED })))).toEqual([]);
});
