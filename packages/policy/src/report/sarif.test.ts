import { readFileSync } from "node:fs";
import { Ajv } from "ajv";
import formats from "ajv-formats";
import { expect, it } from "vitest";
import { checked, checkedWith, FIX, SUPPRESSED } from "../../test/checked.ts";
import { at, hop, WORKFLOW } from "../../test/made.ts";
import type { CheckResult } from "../check.ts";
import { rules } from "../rules/all.ts";
import { type SarifOptions, type SarifResult, sarifLog } from "./sarif.ts";

const options: SarifOptions = { version: "1.2.3", home: "https://github.com/acme/policy", suppressed: "marked" };

const schema: unknown = JSON.parse(
  readFileSync(new URL("../../test/sarif/sarif-schema-2.1.0.json", import.meta.url), "utf8"),
);
/** One pattern of the schema is none under Unicode rules, which JSON schema did not ask for when it was written. */
const ajv = new Ajv({ allErrors: true, strict: false, unicodeRegExp: false });
formats.default(ajv);
const conforms = ajv.compile(Object(schema));

/** The log as it is written and read again, after the published schema accepted it. */
function written(result: CheckResult, more: Partial<SarifOptions> = {}): ReturnType<typeof sarifLog> {
  const log = sarifLog(result, { ...options, ...more });
  const json: unknown = JSON.parse(JSON.stringify(log));
  expect(conforms(json), JSON.stringify(conforms.errors)).toBe(true);
  expect(json).toEqual(log);
  return log;
}

function results(result: CheckResult, more: Partial<SarifOptions> = {}): readonly SarifResult[] {
  return written(result, more).runs[0].results;
}

it("is refused by the schema when a part is missing, so that acceptance means something", () => {
  const log = written(checked());
  expect(conforms({ ...log, version: "2.0.0" })).toBe(false);
  expect(conforms({ ...log, runs: [{ ...log.runs[0], tool: {} }] })).toBe(false);
});

it("describes every rule with what code scanning needs of it", () => {
  const described = written(checked()).runs[0].tool.driver.rules;
  expect(described.map(({ id }) => id)).toEqual(rules.map(({ id }) => id));
  for (const { shortDescription, fullDescription, help, helpUri, id } of described) {
    expect(shortDescription.text.length).toBeLessThan(1024);
    expect(fullDescription.text.length).toBeLessThan(1024);
    expect(help.markdown).toContain(`docs/policy/${id}.md`);
    expect(helpUri).toBe(`https://github.com/acme/policy/blob/main/docs/policy/${id}.md`);
  }
});

it("describes each rule under the index that its results name", () => {
  const [run] = written(checked()).runs;
  for (const { ruleId, ruleIndex } of run.results) expect(run.tool.driver.rules[ruleIndex]?.id).toBe(ruleId);
});

it("gives places by line and UTF-16 column, with the path as a URI", () => {
  const one = results(checked()).find(({ ruleId }) => ruleId === "ITV004");
  const region = { startLine: 30, startColumn: 9, endLine: 30, endColumn: 19 };
  expect(one?.locations).toEqual([
    { physicalLocation: { artifactLocation: { uri: WORKFLOW, uriBaseId: "%SRCROOT%" }, region } },
  ]);
  expect(one?.relatedLocations?.[0]?.physicalLocation).toEqual({
    artifactLocation: { uri: "deploy/compose%20%5B1%5D.yml", uriBaseId: "%SRCROOT%" },
    region: { startLine: 4, startColumn: 12, endLine: 4, endColumn: 35 },
  });
});

it("survives paths and texts that are not well-formed Unicode", () => {
  const log = sarifLog(
    checkedWith((one) => ({ ...one, path: "a\ud800/b.yml" })),
    options,
  );
  expect(log.runs[0].results[0]?.locations[0].physicalLocation.artifactLocation.uri).toBe("a%EF%BF%BD/b.yml");
});

it("shows the way of a value from its origin to its use", () => {
  const [flow] = results(checked()).find(({ ruleId }) => ruleId === "ITV003")?.codeFlows ?? [];
  expect(
    flow?.threadFlows[0]?.locations.map(
      ({ location }) => `${location.physicalLocation.region.startLine} ${location.message?.text}`,
    ),
  ).toEqual(["3 default of input tag", "5 env TAG", "12 ghcr.io/acme/app:$TAG"]);
});

it("links a message to the places that belong to it", () => {
  const one = results(checked()).find(({ ruleId }) => ruleId === "ITV004");
  expect(one?.message.text).toMatch(/\n\nSee \[ghcr\.io\/acme\/app:latest\]\(1\)\.$/);
  expect(one?.relatedLocations).toMatchObject([{ id: 1, message: { text: "ghcr.io/acme/app:latest" } }]);
});

it("lists every hop among the related places, at most as many as code scanning shows", () => {
  const chain = Array.from({ length: 300 }, (_, index) => hop(`$V${index}`, index + 1));
  for (const { relatedLocations } of results(checkedWith((one) => ({ ...one, chain }))))
    expect(relatedLocations).toHaveLength(100);
});

it("carries fixes", () => {
  expect(results(checkedWith((one) => ({ ...one, fix: FIX })))[0]?.fixes).toEqual([
    {
      description: { text: FIX.description },
      artifactChanges: [
        {
          artifactLocation: { uri: WORKFLOW, uriBaseId: "%SRCROOT%" },
          replacements: [
            {
              deletedRegion: { startLine: 12, startColumn: 9, endLine: 12, endColumn: 19 },
              insertedContent: { text: "ghcr.io/acme/app:${{ github.sha }}" },
            },
          ],
        },
      ],
    },
  ]);
});

it("marks what is suppressed, or leaves it out for code scanning, which would open alerts", () => {
  const result = checkedWith((one) => (one.rule === "ITV004" ? { ...one, suppressed: SUPPRESSED } : one));
  const marked = results(result).filter(({ suppressions }) => suppressions !== undefined);
  expect(marked).toMatchObject([
    { ruleId: "ITV004", suppressions: [{ kind: "inSource", status: "accepted", justification: SUPPRESSED.reason }] },
  ]);
  const uploaded = results(result, { suppressed: "left-out" });
  expect(uploaded).toEqual(results(result).filter(({ suppressions }) => suppressions === undefined));
});

it("keeps a finding's fingerprint when its lines shift, and tells equal ones apart", () => {
  const prints = (result: CheckResult) =>
    results(result).map(({ partialFingerprints }) => partialFingerprints["itv/v1"]);
  const shifted = checkedWith((one) => ({ ...one, range: at(one.range.start.line + 7, 3).range() }));
  expect(prints(shifted)).toEqual(prints(checked()));
  expect(
    new Set(prints(checkedWith((one) => ({ ...one, rule: "ITV001", path: "a", job: "b", step: "c", subject: "d" })))),
  ).toHaveProperty("size", checked().findings.length);
});

it("keeps the most severe results within the limit of code scanning, and reports what is left out", () => {
  const [first] = checked().findings;
  if (first === undefined) throw new Error("nothing found");
  const findings = [
    ...Array.from({ length: 25_000 }, () => ({ ...first, severity: "note" as const })),
    { ...first, severity: "error" as const },
  ];
  const [run] = sarifLog({ ...checked(), findings }, options).runs;
  expect(run.results).toHaveLength(25_000);
  expect(run.results[0]?.level).toBe("error");
  expect(run.invocations[0].toolExecutionNotifications[0]?.message.text).toMatch(
    /^1 result of the lowest severity left out/,
  );
});

it("is valid for a check that found nothing", () => {
  expect(results({ ...checked(), findings: [] })).toEqual([]);
});
