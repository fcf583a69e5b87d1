// The job summary of a deployment.
import { describe, expect, it } from "vitest";
import type { Result } from "./result.ts";
import { summarizeRollout, writeSummary } from "./summary.ts";

const context = { location: { stateDir: "/state", app: "shop", environment: "prod" }, dryRun: false };
const images = (digit: string) => ({ web: `acme/web@sha256:${digit.repeat(64)}` });
const running = [
  {
    service: "web",
    name: "shop-prod-web-1",
    image: "web@sha256:1",
    startedAt: "2026-01-01T00:00:00.123456789Z",
    state: "running",
  },
];
const good: Result = {
  outcome: "deployed",
  release: "1a",
  line: "deployed: release 1a is live.",
  releases: [{ status: "live", release: { id: "1a", images: images("1") }, observed: "Healthy (1 attempt)." }],
  phaseDurations: [
    { phase: "switch", ms: 812.4 },
    { phase: "probe", ms: 2345 },
  ],
  evidence: [],
};
const problem = { happened: "it is bad", state: "release 1a is live", next: "fix it" };
const tableOf = (result: Result, heading: string) =>
  summarizeRollout("Deploy", context, result, []).tables.find((table) => table.heading === heading)?.rows;

it("shows the running containers and how long each phase took", () => {
  const summary = summarizeRollout("Deploy", context, good, running);
  expect(summary).toMatchObject({
    status: "good",
    headline: "Deploy of `shop` in `prod`: deployed, release `1a`",
  });
  expect(summary.tables.map(({ heading, rows }) => [heading, rows])).toEqual([
    ["Releases", [["Live now", "`1a`", `web: \`${images("1").web}\``, "Healthy (1 attempt)."]]],
    ["Running now", [["web", "`web@sha256:1`", "`shop-prod-web-1`", "running", "2026-01-01T00:00:00Z"]]],
    [
      "Timeline",
      [
        ["switch", "812 ms"],
        ["probe", "2.3 s"],
      ],
    ],
  ]);
});

it("shows the failed release and the live one", () => {
  const rows = tableOf(
    {
      ...good,
      outcome: "rolled-back",
      problem,
      releases: [
        { status: "failed", release: { id: "2b", images: images("2") }, observed: "Answers 503. (3 attempts)" },
        { status: "live", release: { id: "1a", images: images("1") }, observed: "Healthy (1 attempt)." },
      ],
    },
    "Releases",
  );
  expect(rows).toEqual([
    ["Failed", "`2b`", `web: \`${images("2").web}\``, "Answers 503. (3 attempts)"],
    ["Live now", "`1a`", `web: \`${images("1").web}\``, "Healthy (1 attempt)."],
  ]);
});

describe("the status", () => {
  it.each<[string, Partial<Result>, boolean, string]>([
    ["of a deploy", {}, false, "good"],
    ["of a release that is already live", { outcome: "unchanged" }, false, "good"],
    ["of a dry run", { outcome: "unchanged" }, true, "planned"],
    ["of a dry run that was refused", { outcome: "failed-clean", problem }, true, "bad"],
    ["of a bad release", { outcome: "rolled-back", problem }, false, "undone"],
    ["of a refusal", { outcome: "failed-clean", problem }, false, "bad"],
    ["of a failed rollback", { outcome: "failed-dirty", problem }, false, "bad"],
  ])("%s", (_, change, dryRun, status) => {
    expect(summarizeRollout("Deploy", { ...context, dryRun }, { ...good, ...change }, []).status).toBe(status);
  });
});

it("shows the state, the next step and the containers' last log lines after a failure", () => {
  const evidence = [{ title: "web: exited", lines: ["fatal", "bye"] }];
  const shown: string[] = [];
  const note = (...texts: readonly unknown[]): void => void shown.push(texts.flat(2).join("|"));
  const { release: _, releases: __, ...bare } = good;
  const result: Result = {
    ...bare,
    outcome: "rolled-back",
    line: "rolled-back: it is bad",
    problem,
    evidence,
    phaseDurations: [],
  };
  writeSummary(summarizeRollout("Rollback", context, result, []), {
    headline: note,
    heading: note,
    paragraph: note,
    table: note,
    details: note,
  });
  expect(shown).toEqual([
    "undone|Rollback of `shop` in `prod`: rolled-back",
    "rolled-back: it is bad",
    "State: release 1a is live",
    "Next: fix it",
    "web: exited|fatal\nbye",
  ]);
});
