import { expect, it } from "vitest";
import { at, image, LATEST, lenient, report, restart, unknownFiles, WORKFLOW } from "../test/made.ts";
import { checkReports } from "./check.ts";

const file = { asked: "compose.yml", name: "service web", at: at(30) };
const inCompose = image({ by: "docker compose up", place: at(4, 12, 23, "compose.yml"), file });

it("makes one finding of a file that several workflows deploy, with the command of each", () => {
  const other = { ...inCompose, file: { ...file, at: at(8, 9, 10, ".github/workflows/other.yml") } };
  const { findings, tally } = checkReports(
    [report({ deployments: [inCompose] }), report({ deployments: [other] })],
    lenient,
  );
  expect(findings.map(({ rule, path }) => `${rule} ${path}`)).toEqual(["ITV004 compose.yml"]);
  expect(findings[0]?.related.map(({ path }) => path)).toEqual([WORKFLOW, ".github/workflows/other.yml"]);
  expect(tally).toMatchObject({ mutable: 1, errors: 1 });
});

it("keeps the severest of what several jobs say of one place", () => {
  const undecided = image({ judgement: { verdict: "undecided", why: "nobody knows", value: LATEST.value } });
  const { findings, tally } = checkReports([report({ deployments: [undecided, image()] })], lenient);
  expect(findings.map(({ rule }) => rule)).toEqual(["ITV001"]);
  expect(tally).toMatchObject({ mutable: 1, undecided: 0 });
});

it("sorts by path, line and column, whatever order things are found in", () => {
  const deployments = [image({ place: at(12, 20) }), restart({ place: at(3) }), image({ place: at(12, 5) }), inCompose];
  const places = (all: typeof deployments) =>
    checkReports([report({ deployments: all })], lenient).findings.map(
      ({ path, range: { start } }) => `${path}:${start.line}:${start.column}`,
    );
  expect(places(deployments)).toEqual([`${WORKFLOW}:3:9`, `${WORKFLOW}:12:5`, `${WORKFLOW}:12:20`, "compose.yml:4:12"]);
  expect(places(deployments.toReversed())).toEqual(places(deployments));
});

it("counts deploys by verdict, and findings by severity", () => {
  const immutable = image({
    place: at(40),
    judgement: { verdict: "immutable", why: "by digest", value: LATEST.value },
  });
  const { tally, workflows, files } = checkReports(
    [report({ deployments: [image(), restart(), unknownFiles(), immutable], files: [WORKFLOW, "compose.yml"] })],
    lenient,
  );
  expect(tally).toEqual({ immutable: 1, mutable: 2, undecided: 1, errors: 2, warnings: 1, notes: 0, suppressed: 0 });
  expect({ workflows, files }).toEqual({ workflows: [WORKFLOW], files: [WORKFLOW, "compose.yml"] });
});

it("gives the same places however often a report is given", () => {
  const once = report({ deployments: [image(), restart(), inCompose] });
  expect(checkReports([once, once], lenient).findings).toEqual(checkReports([once], lenient).findings);
});
