import { expect, it } from "vitest";
import { checked, checkedWith, FIX, SUPPRESSED } from "../../test/checked.ts";
import { coloured, plain } from "./style.ts";
import { textReport } from "./text.ts";

const lines = Array.from({ length: 40 }, (_, index) => `    \t - ${index + 1} docker pull "$IMAGE:$TAG"`).join("\r\n");
const text = (path: string) => (path.endsWith("deploy.yml") ? lines : undefined);

it("gives each finding a block: place, rule, code with a mark, message, chain, what belongs to it", () => {
  const [, , block] = textReport(checked(), plain, text).split(/\n\n/);
  const [first] = textReport(checked(), plain, text).split(/\n\n/);
  expect(first?.split("\n")).toEqual([
    ".github/workflows/deploy.yml:12:9 error ITV003 mutable-default",
    `  12 |     \t - 12 docker pull "$IMAGE:$TAG"`,
    "     |     \t   ^^^^^^^^^^",
    expect.stringMatching(/^ {2}Job "deploy" deploys ghcr\.io\/acme\/app:\$TAG with docker run, which defaults to/),
    "  from env TAG (.github/workflows/deploy.yml:5:3)",
    "  from default of input tag (.github/workflows/deploy.yml:3:3)",
  ]);
  expect(block).toContain("warning ITV006");
});

it("ends with a line that sums up", () => {
  const last = textReport(checked(), plain, text).trimEnd().split("\n").at(-1);
  expect(last).toBe("1 workflow checked: 2 errors, 2 warnings; 0 deployed images immutable, 2 undecided; 2 notes.");
});

it("shows a fix, and leaves out what is suppressed", () => {
  const result = checkedWith((one) =>
    one.rule === "ITV003" ? { ...one, fix: FIX } : { ...one, suppressed: SUPPRESSED },
  );
  const report = textReport(result, plain, text);
  expect(report).toContain(`\n  fix: ${FIX.description}\n`);
  expect(report.match(/ITV\d+ /g)).toEqual(["ITV003 "]);
});

it("colours what it says only when asked to", () => {
  expect(textReport(checked(), plain, text)).not.toContain("\x1b");
  expect(textReport(checked(), coloured, text)).toContain("\x1b[31merror\x1b[0m");
});

it("does not pass control characters of a file to the terminal", () => {
  const result = checkedWith((one) => ({ ...one, message: "a\x1b[2Jb\rc\u009bd\u202ee", path: "x\x1b]0;t\x07.yml" }));
  const shown = textReport(result, plain, () => "\x1b[31mred".repeat(20));
  for (const control of ["\x1b", "\r", "\x07", "\u009b", "\u202e"]) expect(shown).not.toContain(control);
});

it("works without the text of a file", () => {
  expect(textReport(checked(), plain, () => undefined)).toContain("error ITV004 mutable-companion\n  Job");
});
