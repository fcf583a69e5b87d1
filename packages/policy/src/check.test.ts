import type { UnreadDeploy } from "@deploy-actions/workflow";
import { describe, expect, it } from "vitest";
import {
  at,
  COMMIT,
  check,
  image,
  LATEST,
  lenient,
  report,
  restart,
  unknownFiles,
  value,
  WORKFLOW,
} from "../test/made.ts";
import { EMPTY_CONFIG } from "./config/config.ts";
import { verdictLine } from "./report/phrases.ts";

const OTHER = ".github/workflows/other.yml";
const file = { asked: "compose.yml", name: "service web", at: at(30) };
const inCompose = image({ by: "docker compose up", place: at(4, 12, 23, "compose.yml"), file });

it("makes a finding at each command that deploys a file, and counts the file's image once", () => {
  const other = { ...inCompose, by: "docker compose pull", file: { ...file, at: at(8, 9, 10, OTHER) } };
  const { findings, tally } = check([report({ deployments: [inCompose] }), report({ deployments: [other] })]);
  expect(findings.map(({ rule, path }) => `${rule} ${path}`)).toEqual([`ITV004 ${WORKFLOW}`, `ITV004 ${OTHER}`]);
  expect(findings.map(({ message }) => message)).toEqual([
    expect.stringContaining("with docker compose up"),
    expect.stringContaining("with docker compose pull"),
  ]);
  expect(tally).toMatchObject({ mutable: 1, errors: 2 });
});

it("merges findings of several jobs at one place", () => {
  const again = image({ job: "deploy again" });
  expect(check([report({ deployments: [image(), again] })]).findings).toHaveLength(1);
});

it("keeps the most severe finding of several jobs at one place", () => {
  const undecided = image({ judgement: { verdict: "undecided", why: "nobody knows", value: LATEST.value } });
  const { findings, tally } = check([report({ deployments: [undecided, image()] })]);
  expect(findings.map(({ rule }) => rule)).toEqual(["ITV001"]);
  expect(tally).toMatchObject({ mutable: 1, undecided: 0 });
});

it("sorts by path, line and column, whatever order things are found in", () => {
  const deployments = [image({ place: at(12, 20) }), restart({ place: at(3) }), image({ place: at(12, 5) }), inCompose];
  const places = (all: typeof deployments) =>
    check([report({ deployments: all })]).findings.map(
      ({ path, range: { start } }) => `${path}:${start.line}:${start.column}`,
    );
  expect(places(deployments)).toEqual(["3:9", "12:5", "12:20", "30:9"].map((place) => `${WORKFLOW}:${place}`));
  expect(places(deployments.toReversed())).toEqual(places(deployments));
});

it("counts deploys by verdict, and findings by severity", () => {
  const immutable = image({
    place: at(40),
    judgement: { verdict: "immutable", why: "by digest", value: LATEST.value },
  });
  const { tally, workflows, files } = check(
    [report({ deployments: [image(), restart(), unknownFiles(), immutable], files: [WORKFLOW, "compose.yml"] })],
    lenient,
  );
  expect(tally).toEqual({
    immutable: 1,
    mutable: 2,
    undecided: 1,
    errors: 2,
    warnings: 1,
    notes: 0,
    suppressed: 0,
    unread: 0,
    unreadable: 0,
    unknown: 0,
  });
  expect({ workflows, files }).toEqual({ workflows: [WORKFLOW], files: [WORKFLOW, "compose.yml"] });
});

describe("a deploy that is not understood", () => {
  const unread = (parts: Partial<UnreadDeploy> = {}): UnreadDeploy => ({
    is: "unread",
    job: "deploy",
    step: "Run",
    place: at(20),
    commands: [
      { written: "kamal deploy", place: at(20) },
      { written: "make deploy", place: at(22) },
    ],
    sure: true,
    ...parts,
  });

  it("is a warning that lists its commands and the remedy, and is counted in the last line", () => {
    const result = check([report({ deployments: [unread()] })], lenient);
    expect(result.findings).toMatchObject([{ rule: "ITV014", severity: "warning", job: "deploy" }]);
    expect(result.findings[0]?.message).toMatch(
      /kamal deploy and make deploy.*`images:`.*build-jobs.*itv-ignore\[ITV014\]/,
    );
    expect(verdictLine(result)).toMatch(/0 undecided, 1 deploy job not understood$/);
  });

  it("is an error with `strict`", () => {
    expect(check([report({ deployments: [unread()] })], { ...lenient, strict: true }).tally).toMatchObject({
      errors: 1,
      unread: 1,
      unreadable: 0,
    });
  });

  it("is not called certain if only a tool suggests it", () => {
    const [finding] = check([report({ deployments: [unread({ sure: false })] })], lenient).findings;
    expect(finding?.message).toContain("seems to deploy");
  });
});

it("gives the same places however often a report is given", () => {
  const once = report({ deployments: [image(), restart(), inCompose] });
  expect(check([once, once]).findings).toEqual(check([once]).findings);
});

const pushed = [
  { job: "build", step: "Push", written: "app:$SHA", place: at(7), values: [value(`ghcr.io/acme/app:${COMMIT}`)] },
];

it("lets a comment suppress a finding together with its ITV010 note", () => {
  const reports = [report({ deployments: [image()], pushed })];
  expect(check(reports).findings.map(({ rule }) => rule)).toEqual(["ITV001", "ITV010"]);
  const text = `${"\n".repeat(10)}# itv-ignore[ITV001] the demo follows latest\ndocker run app:latest\n`;
  const { findings, tally } = check(reports, lenient, { text: () => text });
  expect(findings).toMatchObject([
    { rule: "ITV001", suppressed: { by: "comment", reason: "the demo follows latest" } },
  ]);
  expect(tally).toMatchObject({ mutable: 1, errors: 0, notes: 0, suppressed: 1 });
});

it("does not report a comment as unused if its rule did not run", () => {
  const reports = [report({ uses: [{ job: "build", step: "step 1", written: "a/b@v1", place: at(2) }] })];
  const text = () => "jobs:\n  # itv-ignore[ITV012] ours in all but name\n  x: y\n";
  expect(check(reports, lenient, { text }).findings).toEqual([]);
  expect(check(reports, { ...lenient, actions: "sha" }, { text }).tally).toMatchObject({ errors: 1, warnings: 1 });
});

it("applies configured severities, and drops findings of disabled rules", () => {
  const reports = [report({ deployments: [image(), restart()] })];
  const severities = new Map([
    ["ITV001", "note" as const],
    ["ITV007", "off" as const],
  ]);
  const { findings } = check(reports, lenient, { config: { ...EMPTY_CONFIG, severities } });
  expect(findings.map(({ rule, severity }) => `${severity} ${rule}`)).toEqual(["note ITV001"]);
});

it("marks findings that the configuration allows, with the reason, until the exception expires", () => {
  const place = { path: ".github/immutable-tags.yml", range: at(3).range() };
  const config = {
    ...EMPTY_CONFIG,
    allowImages: [{ image: "ghcr.io/acme/*", reason: "moves to digests in May", expires: "2026-05-31", place }],
  };
  const reports = [report({ deployments: [image()] })];
  const on = (today: string) => check(reports, lenient, { config, today }).tally;
  expect(on("2026-03-01")).toMatchObject({ errors: 0, suppressed: 1, warnings: 0 });
  expect(on("2026-06-01")).toMatchObject({ errors: 1, suppressed: 0, warnings: 1 });
});
