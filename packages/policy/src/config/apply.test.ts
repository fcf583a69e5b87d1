import { expect, it } from "vitest";
import type { Finding, NamedImage, Severity } from "../finding.ts";
import type { RuleName } from "../rule-name.ts";
import { applyConfig } from "./apply.ts";
import { type Config, EMPTY_CONFIG } from "./config.ts";

const RULES: readonly RuleName[] = [
  { id: "ITV001", name: "mutable-tag", severity: "error" },
  { id: "ITV006", name: "undecided", severity: "warning" },
];
const TODAY = "2026-11-21";
const range = { start: { line: 1, column: 1 }, end: { line: 1, column: 2 } };
const place = { path: ".github/immutable-tags.yml", range };

function finding(over: Partial<Finding> = {}): Finding {
  const base = { path: "w.yml", range, rule: "ITV001", name: "mutable-tag", message: "m", subject: "app:latest" };
  return { ...base, severity: "error", chain: [], related: [], ...over };
}

const apply = (findings: readonly Finding[], config: Partial<Config>) =>
  applyConfig(findings, { ...EMPTY_CONFIG, ...config }, TODAY, RULES);
const image = (repository: string, tag: string): NamedImage => ({ repository, tag });

it("leaves everything as it is where nothing is configured", () => {
  const findings = [finding(), finding({ rule: "ITV006", severity: "warning" })];
  expect(apply(findings, {})).toEqual(findings);
});

it("marks what is allowed, with the reason and where it stands", () => {
  const [one] = apply([finding({ images: [image("postgres", "16")] })], {
    allowImages: [{ image: "postgres", reason: "patched by the base team", place }],
  });
  expect(one?.suppressed).toEqual({ by: "config", reason: "patched by the base team", place });
});

it("marks nothing where an alternative is not allowed, or where the finding names no image", () => {
  const allowImages = [{ image: "postgres", reason: "r", place }];
  const both = finding({ images: [image("postgres", "16"), image("app", "latest")] });
  expect(apply([both, finding(), finding({ images: [] })], { allowImages })).toEqual([
    both,
    finding(),
    finding({ images: [] }),
  ]);
});

it("leaves a mark that is there", () => {
  const suppressed = { by: "comment" as const, reason: "why", place };
  const [one] = apply([finding({ images: [image("postgres", "16")], suppressed })], {
    allowImages: [{ image: "postgres", reason: "r", place }],
  });
  expect(one?.suppressed).toEqual(suppressed);
});

it.each<[string, string, Severity, Severity | "off", Severity | undefined]>([
  ["raises what weighs as usual", "ITV006", "warning", "error", "error"],
  ["lowers what weighs as usual", "ITV001", "error", "note", "note"],
  ["does not raise what its rule holds for less", "ITV001", "warning", "error", "warning"],
  ["lowers what its rule holds for less", "ITV001", "warning", "note", "note"],
  ["lowers what strictness raised", "ITV006", "error", "warning", "warning"],
  ["leaves out what is off", "ITV001", "error", "off", undefined],
])("%s", (_, rule, severity, set, expected) => {
  const [one] = apply([finding({ rule, severity })], { severities: new Map([[rule, set]]) });
  expect(one?.severity).toBe(expected);
});

it("leaves out findings in files that are not to be looked at", () => {
  const findings = ["k8s/dev/a.yml", "k8s/prod/a.yml", "w.yml"].map((path) => finding({ path }));
  const left = (paths: Config["paths"]) => apply(findings, { paths }).map(({ path }) => path);
  expect(left({ exclude: ["k8s/dev/**"] })).toEqual(["k8s/prod/a.yml", "w.yml"]);
  expect(left({ include: ["k8s/**"], exclude: ["**/dev/*"] })).toEqual(["k8s/prod/a.yml"]);
});

it.each<[string, boolean, string[]]>([
  ["2026-12-06", true, []],
  [
    "2026-12-05",
    true,
    [
      "note: The exception for image postgres expires in 14 days, on 2026-12-05; after that, the findings it covers count again.",
    ],
  ],
  [
    "2026-11-22",
    true,
    ["note: The exception for image postgres expires tomorrow; after that, the findings it covers count again."],
  ],
  [
    "2026-11-21",
    true,
    ["note: The exception for image postgres expires today; after that, the findings it covers count again."],
  ],
  [
    "2026-11-20",
    false,
    ["warning: The exception for image postgres expired on 2026-11-20 and no longer applies. Renew or delete it."],
  ],
])("an exception until %s holds: %s", (expires, holds, said) => {
  const [one, ...others] = apply([finding({ images: [image("postgres", "16")] })], {
    allowImages: [{ image: "postgres", reason: "r", expires, place }],
  });
  expect(one?.suppressed !== undefined).toBe(holds);
  expect(others.map(({ rule, severity, message }) => [rule, `${severity}: ${message}`])).toEqual(
    said.map((text) => ["ITV013", text]),
  );
});

it("reminds of an exception wherever the files to look at are, but not where its rule is off", () => {
  const allowTags = [{ tag: "semver", reason: "r", expires: "2026-01-01", place }];
  const rules = [...RULES, { id: "ITV013", name: "suppression", severity: "warning" as const }];
  const said = (config: Partial<Config>) => applyConfig([], { ...EMPTY_CONFIG, allowTags, ...config }, TODAY, rules);
  expect(said({ paths: { include: ["services/**"], exclude: [] } })).toHaveLength(1);
  expect(said({ severities: new Map([["ITV013", "off"]]) })).toEqual([]);
});

it("counts days across a change of the clocks and of the year", () => {
  const said = applyConfig(
    [],
    { ...EMPTY_CONFIG, allowTags: [{ tag: "semver", reason: "r", expires: "2027-01-02", place }] },
    "2026-12-31",
    RULES,
  );
  expect(said[0]?.message).toMatch(/^The exception for tag semver expires in 2 days, on 2027-01-02;/);
});
