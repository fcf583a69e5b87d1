import type { CheckResult, Finding } from "@deploy-actions/policy";
import { expect, it } from "vitest";
import { showFindings, showPatch, showProblems, writeSummary } from "./present.ts";

const range = { start: { line: 5, column: 23 }, end: { line: 5, column: 31 } };
const finding = (more: Partial<Finding> = {}): Finding => ({
  rule: "ITV001",
  name: "mutable-tag",
  severity: "error",
  message: "deploy deploys a:latest.",
  path: "b.yml",
  range,
  subject: "a:latest",
  chain: [],
  related: [],
  ...more,
});
const result = (findings: readonly Finding[]): CheckResult => ({
  findings,
  tally: {
    immutable: 0,
    mutable: 1,
    undecided: 0,
    errors: 1,
    warnings: 0,
    notes: 0,
    suppressed: 0,
    unread: 0,
    unreadable: 0,
    unknown: 0,
  },
  workflows: ["b.yml"],
  files: ["b.yml"],
});

/** Records what is said, in words. */
function listener() {
  const said: string[] = [];
  const say =
    (kind: string) =>
    (...words: unknown[]) =>
      void said.push(
        `${kind} ${words.map((word) => (typeof word === "string" ? word : JSON.stringify(word))).join(" ")}`,
      );
  const summary = {
    headline: say("headline"),
    heading: say("heading"),
    paragraph: say("paragraph"),
    table: say("table"),
    list: say("list"),
    details: say("details"),
    code: say("code"),
  };
  const log = { info: say("info"), debug: say("debug"), warning: say("warning") };
  const report = {
    log,
    summary,
    annotate: say("annotate"),
    mask: say("mask"),
    redact: (text: string) => text,
    group: async <T>(title: string, body: () => Promise<T>) => {
      say("group")(title);
      return body();
    },
  };
  return { said, report };
}

it("annotates the place, with columns if it is on one line", () => {
  const { said, report } = listener();
  const long = finding({ range: { ...range, end: { line: 6, column: 2 } }, severity: "note" });
  showFindings(result([finding(), long]), report);
  expect(said).toEqual([
    'annotate {"level":"error","title":"ITV001 mutable-tag","message":"deploy deploys a:latest.","file":"b.yml","line":5,"endLine":5,"column":23,"endColumn":31}',
    'annotate {"level":"notice","title":"ITV001 mutable-tag","message":"deploy deploys a:latest.","file":"b.yml","line":5,"endLine":6}',
  ]);
});

it("writes every kind of block into the summary", () => {
  const { said, report } = listener();
  const related = [{ what: "deployed by docker compose up", path: "w.yml", range }];
  writeSummary(result([finding({ related })]), report.summary, (path, line) => `https://x/${path}#L${line}`);
  expect(said.map((line) => line.split(" ", 1)[0])).toEqual([
    "headline",
    "paragraph",
    "heading",
    "table",
    "details",
    "heading",
    "list",
  ]);
  expect(said.join("\n")).toContain("b.yml");
});

it("shows a patch line by line, and nothing for an empty patch", async () => {
  const { said, report } = listener();
  await showPatch("", report);
  expect(said).toEqual([]);
  await showPatch("--- a/w.yml\n+++ b/w.yml\n", report);
  expect(said).toEqual([
    "group Fixes, as a patch for git apply",
    "info --- a/w.yml",
    "info +++ b/w.yml",
    "details Fixes, as a patch for git apply --- a/w.yml\n+++ b/w.yml\n",
  ]);
});

it("shows configuration errors on their lines", () => {
  const { said, report } = listener();
  showProblems([{ path: "c.yml", range, message: "No." }], report);
  expect(said[0]).toContain('"level":"error","title":"configuration","message":"No.","file":"c.yml","line":5');
});
