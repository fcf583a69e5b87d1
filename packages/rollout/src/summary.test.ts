// What a summary says of a deployment.
import { describe, expect, it } from "vitest";
import type { Result } from "./result.ts";
import { accountOf, showAccount } from "./summary.ts";

const setting = { place: { stateDir: "/state", app: "shop", environment: "prod" }, dryRun: false };
const images = (digit: string) => ({ web: `acme/web@sha256:${digit.repeat(64)}` });
const serving = [
  {
    service: "web",
    name: "shop-prod-web-1",
    image: "web@sha256:1",
    startedAt: "2026-01-01T00:00:00.123456789Z",
    stands: "running",
  },
];
const good: Result = {
  outcome: "deployed",
  release: "1a",
  line: "deployed: release 1a serves.",
  sides: [{ is: "serves", release: { id: "1a", images: images("1") }, saw: "Answers right (1 attempt)." }],
  laps: [
    { phase: "switch", ms: 812.4 },
    { phase: "probe", ms: 2345 },
  ],
  evidence: [],
};
const problem = { happened: "it is bad", state: "release 1a serves", next: "fix it" };
const tableOf = (result: Result, heading: string) =>
  accountOf("Deploy", setting, result, []).tables.find((table) => table.heading === heading)?.rows;

it("shows what runs where and how long each phase took", () => {
  const account = accountOf("Deploy", setting, good, serving);
  expect(account).toMatchObject({
    status: "good",
    headline: "Deploy of `shop` in `prod`: deployed, release `1a`",
  });
  expect(account.tables.map(({ heading, rows }) => [heading, rows])).toEqual([
    ["Releases", [["Serves now", "`1a`", `web: \`${images("1").web}\``, "Answers right (1 attempt)."]]],
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

it("shows the attempt that was rolled back beside what serves now", () => {
  const rows = tableOf(
    {
      ...good,
      outcome: "rolled-back",
      problem,
      sides: [
        { is: "left", release: { id: "2b", images: images("2") }, saw: "Answers 503. (3 attempts)" },
        { is: "serves", release: { id: "1a", images: images("1") }, saw: "Answers right (1 attempt)." },
      ],
    },
    "Releases",
  );
  expect(rows).toEqual([
    ["Tried, does not serve", "`2b`", `web: \`${images("2").web}\``, "Answers 503. (3 attempts)"],
    ["Serves now", "`1a`", `web: \`${images("1").web}\``, "Answers right (1 attempt)."],
  ]);
});

describe("the status", () => {
  it.each<[string, Partial<Result>, boolean, string]>([
    ["of a deploy", {}, false, "good"],
    ["of what serves already", { outcome: "unchanged" }, false, "good"],
    ["of a dry run", { outcome: "unchanged" }, true, "planned"],
    ["of a dry run that was refused", { outcome: "failed-clean", problem }, true, "bad"],
    ["of a bad release", { outcome: "rolled-back", problem }, false, "undone"],
    ["of a refusal", { outcome: "failed-clean", problem }, false, "bad"],
    ["of a wreck", { outcome: "failed-dirty", problem }, false, "bad"],
  ])("%s", (_, change, dryRun, status) => {
    expect(accountOf("Deploy", { ...setting, dryRun }, { ...good, ...change }, []).status).toBe(status);
  });
});

it("shows of a failure how things stand, what to do, and the containers' last lines", () => {
  const evidence = [{ title: "web: exited", lines: ["fatal", "bye"] }];
  const shown: string[] = [];
  const note = (...texts: readonly unknown[]): void => void shown.push(texts.flat(2).join("|"));
  const { release: _, sides: __, ...bare } = good;
  const result: Result = {
    ...bare,
    outcome: "rolled-back",
    line: "rolled-back: it is bad",
    problem,
    evidence,
    laps: [],
  };
  showAccount(accountOf("Rollback", setting, result, []), {
    headline: note,
    heading: note,
    paragraph: note,
    table: note,
    details: note,
  });
  expect(shown).toEqual([
    "undone|Rollback of `shop` in `prod`: rolled-back",
    "rolled-back: it is bad",
    "State: release 1a serves",
    "Next: fix it",
    "web: exited|fatal\nbye",
  ]);
});
