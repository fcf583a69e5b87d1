import { expect, it } from "vitest";
import { at, COMMIT, check, image, mutable, report, WORKFLOW } from "../test/made.ts";
import type { Finding } from "./finding.ts";

const file = { asked: "compose.yml", name: "service web", at: at(30) };

function inCompose(line: number, parts: Parameters<typeof image>[0] = {}) {
  return image({ by: "docker compose up", place: at(line, 12, 23, "compose.yml"), file, ...parts });
}

function findings(...deployments: ReturnType<typeof image>[]): readonly Finding[] {
  return check([report({ deployments })]).findings;
}

it("groups findings of one rule by the command that deploys their lines", () => {
  const [one, ...others] = findings(
    ...[4, 9, 14, 19, 24, 29].map((line) => inCompose(line, { written: `app${line}` })),
  );
  expect(others).toEqual([]);
  expect(one).toMatchObject({ path: WORKFLOW, range: at(30).range(), subject: "docker compose up: compose.yml" });
  expect(one?.message).toMatch(
    / The same applies to app9 \(compose\.yml:9\), app14 \(compose\.yml:14\), app19 \(compose\.yml:19\) and 2 more\.$/,
  );
  expect(one?.related.map(({ what, range }) => `${what} ${range.start.line}`)).toEqual(
    [4, 9, 14, 19, 24, 29].map((line) => `app${line} ${line}`),
  );
  expect(one?.images).toHaveLength(6);
});

it("keeps rules apart", () => {
  const postgres = mutable("postgres:16", "version", "it moves");
  const found = findings(inCompose(4), inCompose(9, { own: false, judgement: postgres }));
  expect(found.map(({ rule, severity }) => `${severity} ${rule}`)).toEqual(["error ITV004", "warning ITV005"]);
});

it("lets a comment in the file suppress one of its lines", () => {
  const text = (path: string) =>
    path === "compose.yml" ? "\n\n\n  image: a # itv-ignore[ITV004] as shown\n" : undefined;
  const deployments = [inCompose(4), inCompose(9)];
  const files = [WORKFLOW, "compose.yml"];
  const { findings: found, tally } = check([report({ deployments, files })], undefined, { text });
  expect(found.map(({ suppressed, related }) => [suppressed?.reason, related[0]?.range.start.line])).toEqual([
    ["as shown", 4],
    [undefined, 9],
  ]);
  expect(tally).toMatchObject({ errors: 1, suppressed: 1 });
});

it("leaves a finding where it is in a file that the workflow writes itself", () => {
  const written = image({ by: "docker compose up", place: at(12), file });
  expect(findings(written, { ...written, file: { ...file, at: at(33) } })).toMatchObject([
    { rule: "ITV004", range: at(12).range(), related: [{ deploys: true }, { deploys: true }] },
  ]);
});

it("groups the note about the better tag as well", () => {
  const values = [{ text: `ghcr.io/acme/app:${COMMIT}`, trail: [] }];
  const pushed = [{ job: "build", step: "Push", written: "app:$SHA", place: at(7), values }];
  const { findings: found } = check([report({ deployments: [inCompose(4)], pushed })]);
  expect(found.map(({ rule, path, range }) => `${rule} ${path}:${range.start.line}`)).toEqual([
    `ITV004 ${WORKFLOW}:30`,
    `ITV010 ${WORKFLOW}:30`,
  ]);
});
