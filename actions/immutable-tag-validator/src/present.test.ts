import { checkWorkflow } from "@deploy-actions/workflow";
import { expect, it } from "vitest";
import { placeOf, showFindings, totalsOf, verdictLine, writeSummary } from "./present.ts";

const bytes = (text: string) => new TextEncoder().encode(text);
const deploy = (script: string) =>
  bytes(`jobs:\n  deploy:\n    steps:\n      - run: |\n${script.replace(/^/gm, "          ")}\n`);

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
    heading: say("heading"),
    paragraph: say("paragraph"),
    table: say("table"),
    list: say("list"),
    details: say("details"),
    code: say("code"),
    raw: say("raw"),
  };
  const log = { info: say("info"), debug: say("debug"), warning: say("warning") };
  const report = {
    log,
    summary,
    annotate: say("annotate"),
    mask: say("mask"),
    group: <T>(_: string, body: () => Promise<T>) => body(),
  };
  return { said, report };
}

it("puts errors before warnings, and annotates the place with its columns", () => {
  const totals = totalsOf([
    checkWorkflow("a.yml", bytes("jobs: [\n")),
    checkWorkflow("b.yml", deploy("docker pull a:latest")),
  ]);
  const { said, report } = listener();
  showFindings(totals, report);
  expect(totals.findings.map(placeOf)).toEqual(["b.yml:5:23", expect.stringContaining("a.yml:")]);
  expect(said[0]).toContain('"level":"error","title":"ITV001 mutable-tag"');
  expect(said[0]).toContain('"file":"b.yml","line":5,"endLine":5,"column":23,"endColumn":31');
});

it("says in the summary how far it looked", () => {
  const script = "docker compose up -d\ndocker compose pull\ndocker run a:$TAG\ndocker run a:${{ github.sha }}";
  const totals = totalsOf([checkWorkflow("a.yml", deploy(script))]);
  const { said, report } = listener();
  writeSummary(totals, report.summary);
  expect(verdictLine(totals)).toBe("1 workflow checked: 0 errors, 0 warnings, 1 deployed reference immutable");
  expect(said).toEqual([
    "heading Immutable deploys",
    `paragraph ${verdictLine(totals)}.`,
    expect.stringMatching(/^list .*1 deployed reference could not be decided.*2 docker compose commands/),
  ]);
});

it("keeps log and summary readable when there are thousands", () => {
  const totals = totalsOf([checkWorkflow("a.yml", deploy("docker pull a:latest\n".repeat(600).trimEnd()))]);
  const { said, report } = listener();
  showFindings(totals, report);
  writeSummary(totals, report.summary);
  expect(said.filter((line) => line.startsWith("annotate"))).toHaveLength(50);
  expect(said).toContain("info 550 more findings are in the job summary.");
  expect(said.find((line) => line.startsWith("list"))).toContain("100 more findings are not listed.");
});
