// What a summary says of a deployment.
import { expect, it } from "vitest";
import { accountOf, showAccount } from "./account.ts";
import type { Result } from "./result.ts";

const place = { stateDir: "/state", app: "shop", environment: "prod" };
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
  line: "deployed: release 1 serves.",
  laps: [
    { phase: "switch", ms: 812.4 },
    { phase: "probe", ms: 2345 },
  ],
  evidence: [],
};

it("shows what runs where and how long each phase took", () => {
  const account = accountOf("Deploy", { place }, good, serving);
  expect(account.heading).toBe("Deploy of shop in prod: deployed");
  expect(account.tables.map(({ heading, rows }) => [heading, rows])).toEqual([
    ["Running now", [["web", "web@sha256:1", "shop-prod-web-1", "running", "2026-01-01T00:00:00Z"]]],
    [
      "Timeline",
      [
        ["switch", "812 ms"],
        ["probe", "2.3 s"],
      ],
    ],
  ]);
});

it("shows of a failure how things stand, what to do, and the containers' last lines", () => {
  const problem = { message: "it is bad", state: "release 1 serves", next: "mend it" };
  const evidence = [{ title: "web: exited", lines: ["fatal", "bye"] }];
  const shown: string[] = [];
  const note = (...texts: readonly unknown[]): void => void shown.push(texts.flat(2).join("|"));
  const result: Result = {
    ...good,
    outcome: "rolled-back",
    line: "rolled-back: it is bad",
    problem,
    evidence,
    laps: [],
  };
  showAccount(accountOf("Rollback", { place }, result, []), {
    heading: note,
    paragraph: note,
    table: note,
    details: note,
  });
  expect(shown).toEqual([
    "Rollback of shop in prod: rolled-back",
    "rolled-back: it is bad",
    "State: release 1 serves",
    "Next: mend it",
    "web: exited|fatal\nbye",
  ]);
});
