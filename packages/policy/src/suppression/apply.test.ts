import { expect, it } from "vitest";
import type { Finding, Location } from "../finding.ts";
import type { RuleName } from "../rule-name.ts";
import { applySuppressions } from "./apply.ts";

const RULES: readonly RuleName[] = [
  { id: "ITV001", name: "mutable-tag", severity: "error" },
  { id: "ITV005", name: "third-party-image", severity: "warning" },
  { id: "ITV012", name: "unpinned-use", severity: "error" },
];

function at(path: string, line: number): Location {
  return { path, range: { start: { line, column: 3 }, end: { line, column: 9 } } };
}

function found(rule: string, path: string, line: number, deployedAt: readonly Location[] = []): Finding {
  const related = deployedAt.map((place) => ({
    ...place,
    what: "deployed by docker compose up",
    deploys: true as const,
  }));
  return { ...at(path, line), rule, name: "n", severity: "error", message: "m", subject: "app", chain: [], related };
}

/** The reasons given to the findings (in order), and the messages of what is wrong with comments as `line: message`. */
function apply(files: Readonly<Record<string, string>>, findings: readonly Finding[], off: readonly string[] = []) {
  const sources = { paths: Object.keys(files), text: (path: string) => files[path] };
  const result = applySuppressions(findings, sources, { known: RULES, off: new Set(off) });
  expect(result.slice(0, findings.length).map(({ range, rule }) => [range, rule])).toEqual(
    findings.map(({ range, rule }) => [range, rule]),
  );
  const added = result.slice(findings.length);
  for (const one of added) expect(one).toMatchObject({ rule: "ITV013", severity: "warning" });
  return {
    reasons: result.slice(0, findings.length).map(({ suppressed }) => suppressed?.reason),
    faults: added.map(({ range, message }) => `${range.start.line}: ${message}`),
  };
}

it("suppresses only a finding on the comment's line or the line below", () => {
  const text = "a: x # itv-ignore[ITV001] one\n# itv-ignore[mutable-tag] two\nb: y\nc: z\n";
  const findings = [found("ITV001", "w.yml", 1), found("ITV001", "w.yml", 3), found("ITV001", "w.yml", 4)];
  expect(apply({ "w.yml": text }, findings)).toEqual({ reasons: ["one", "two", undefined], faults: [] });
});

it("keeps the place of the comment", () => {
  const sources = { paths: ["w.yml"], text: () => "a: x # itv-ignore[ITV001] one" };
  const [first] = applySuppressions([found("ITV001", "w.yml", 1)], sources, { known: RULES, off: new Set() });
  expect(first?.suppressed).toMatchObject({
    by: "comment",
    place: { path: "w.yml", range: { start: { line: 1, column: 6 } } },
  });
});

it("suppresses only the named rules", () => {
  const findings = [found("ITV001", "w.yml", 1), found("ITV005", "w.yml", 1)];
  expect(apply({ "w.yml": "a: x # itv-ignore[ITV005] y" }, findings)).toEqual({
    reasons: [undefined, "y"],
    faults: [],
  });
});

it("leaves findings that are already suppressed, and reports the comment as unused", () => {
  const excused: Finding = {
    ...found("ITV001", "w.yml", 1),
    suppressed: { by: "config", reason: "before", place: at("c.yml", 1) },
  };
  expect(apply({ "w.yml": "a: x # itv-ignore[ITV001] y" }, [excused])).toEqual({
    reasons: ["before"],
    faults: ["1: This itv-ignore is not needed: ITV001 finds nothing on the line it applies to. Delete it."],
  });
});

it("suppresses a finding in a deployed file if every command that deploys it has a comment", () => {
  const files = {
    "compose.yml": "image: redis:7\n",
    "one.yml": "run: |\n  # itv-ignore[ITV005] vendor images\n  docker compose up -d\n",
    "two.yml": "run: docker compose up -d\n",
  };
  const byOne = [found("ITV005", "compose.yml", 1, [at("one.yml", 3)])];
  expect(apply(files, byOne)).toEqual({ reasons: ["vendor images"], faults: [] });
  const byBoth = [found("ITV005", "compose.yml", 1, [at("one.yml", 3), at("two.yml", 1)])];
  expect(apply(files, byBoth).reasons).toEqual([undefined]);
});

it("ignores a comment without a reason", () => {
  expect(apply({ "w.yml": "a: x # itv-ignore[ITV001]" }, [found("ITV001", "w.yml", 1)])).toEqual({
    reasons: [undefined],
    faults: ["1: This itv-ignore gives no reason, so ITV001 still counts. Add the reason after the bracket."],
  });
});

it.each([
  [
    "no rule",
    "a: x # itv-ignore why",
    "1: This itv-ignore names no rule, so it has no effect. Write # itv-ignore[ITV001] and the reason.",
  ],
  [
    "an unknown rule",
    "\na: x # itv-ignore[mutabel-tag] why",
    '2: This itv-ignore has no effect: no rule is called "mutabel-tag"; the closest is mutable-tag.',
  ],
  [
    "an unknown rule without a similar one",
    "# itv-ignore[x] why",
    '1: This itv-ignore has no effect: no rule is called "x".',
  ],
])("reports a comment that names %s", (_, text, fault) => {
  expect(apply({ "w.yml": text }, []).faults).toEqual([fault]);
});

it("reports unused comments rule by rule", () => {
  const text = "a: x # itv-ignore[ITV001, ITV005, ITV001] y # itv-ignore[ITV001] again\n";
  expect(apply({ "w.yml": text }, [found("ITV001", "w.yml", 1)]).faults).toEqual([
    "1: This itv-ignore is not needed: ITV005 finds nothing on the line it applies to. Delete it.",
    "1: This itv-ignore is not needed: ITV001 finds nothing on the line it applies to. Delete it.",
  ]);
});

it("does not report comments for a rule that did not run", () => {
  expect(apply({ "w.yml": "a: x # itv-ignore[ITV012] y" }, [], ["ITV012"]).faults).toEqual([]);
});

it("marks 20,000 findings of one endless command in time that grows with the file", () => {
  const text = `run: |\n${"  a b:latest # itv-ignore[ITV001] c \\\n".repeat(20_000)}`;
  const findings = Array.from({ length: 20_000 }, (_, index) => found("ITV001", "w.yml", index + 2));
  expect(apply({ "w.yml": text }, findings).reasons.every((reason) => reason === "c \\")).toBe(true);
});
