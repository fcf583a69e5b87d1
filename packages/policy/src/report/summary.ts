// The job summary as a list of blocks, not yet escaped: findings by file, undecided deploys, where values come from, and next steps.
import type { CheckResult } from "../check.ts";
import type { Finding } from "../finding.ts";
import { chainPhrase, shortened } from "../rules/phrase.ts";
import { undecided } from "../rules/undecided.ts";
import { counted, locationText, verdictLine } from "./phrases.ts";

/** A line of a checked file; the renderer adds the link. */
export type LinkedText = { readonly text: string; readonly path: string; readonly line: number };

/** All text is plain, except that backticks mark code. */
export type Block =
  | { readonly is: "headline"; readonly status: "good" | "warning" | "bad"; readonly text: string }
  | { readonly is: "heading"; readonly text: string; readonly level: 3 | 4 }
  | { readonly is: "paragraph"; readonly text: string }
  | {
      readonly is: "table";
      readonly header: readonly string[];
      readonly rows: readonly (readonly (string | LinkedText)[])[];
    }
  | { readonly is: "list"; readonly items: readonly string[] }
  | { readonly is: "details"; readonly label: string; readonly text: string };

/** Longer tables are unreadable, and the runner drops a summary above 1 MiB. */
const ROWS = 500;

export function summaryOf(result: CheckResult): readonly Block[] {
  const open = result.findings.filter(({ suppressed }) => suppressed === undefined);
  const unknown = open.filter(isUndecided);
  const notes = open.filter(({ severity }) => severity === "note");
  const wrong = open.filter((one) => one.severity !== "note" && !isUndecided(one));
  const shown = wrong.slice(0, ROWS);
  return [
    { is: "headline", ...titleOf(result) },
    { is: "paragraph", text: `${verdictLine(result)}.` },
    ...[...Map.groupBy(shown, ({ path }) => path)].flatMap(([path, findings]) => ofFile(path, findings)),
    ...(unknown.length === 0 ? [] : ofUndecided(unknown)),
    ...whenAny("Notes", notes.slice(0, ROWS).map(lineOf)),
    ...whenAny("Suppressed", result.findings.slice(0, ROWS).flatMap(suppressionLine)),
    ...nextSteps(result, open, wrong.length - shown.length),
  ];
}

function titleOf({ tally }: CheckResult): Pick<Extract<Block, { is: "headline" }>, "status" | "text"> {
  const { errors, undecided: open, unread, unreadable, warnings, immutable } = tally;
  if (errors > 0) return { status: "bad", text: "Mutable images are deployed" };
  if (unreadable > 0) return { status: "warning", text: "Some files were not read" };
  if (unread > 0) return { status: "warning", text: "Some deploys were not understood" };
  if (open > 0 || warnings > 0) return { status: "warning", text: "No deploy breaks the policy" };
  return { status: "good", text: immutable > 0 ? "Immutable deploys" : "No image deploys found" };
}

function ofFile(path: string, findings: readonly Finding[]): Block[] {
  return [
    { is: "heading", text: `\`${path}\``, level: 4 },
    table(findings, ({ range }) => `line ${range.start.line}`),
    ...chains(findings),
  ];
}

function ofUndecided(findings: readonly Finding[]): Block[] {
  return [
    { is: "heading", text: `${counted(findings.length, "deploy")} with an image known only at run time`, level: 4 },
    table(findings.slice(0, ROWS), locationText),
  ];
}

function table(findings: readonly Finding[], where: (finding: Finding) => string): Block {
  const rows = findings.map((one) => [
    `${one.severity} ${one.rule}`,
    { text: where(one), path: one.path, line: one.range.start.line },
    withCode(one),
  ]);
  return { is: "table", header: ["", "Where", "What is wrong, and how to fix it"], rows };
}

/** The message, with its subject marked as code. */
function withCode({ message, subject }: Finding): string {
  const code = shortened(subject);
  const isPlain = code.length > 3 && !code.includes("`");
  return isPlain ? message.replace(code, () => `\`${code}\``) : message;
}

function chains(findings: readonly Finding[]): Block[] {
  const lines = findings.flatMap((one) => [
    ...(one.chain.length === 0 ? [] : [`line ${one.range.start.line}: ${chainPhrase(one.subject, one.chain)}`]),
    ...one.related.map((place) => `line ${one.range.start.line}: ${place.what}, ${locationText(place)}`),
  ]);
  return whenAny("Where it comes from", lines);
}

function whenAny(label: string, lines: readonly string[]): Block[] {
  return lines.length === 0 ? [] : [{ is: "details", label: `${label} (${lines.length})`, text: lines.join("\n") }];
}

function lineOf(finding: Finding): string {
  return `${finding.rule} ${locationText(finding)}: ${finding.message}`;
}

function suppressionLine(finding: Finding): string[] {
  const { suppressed } = finding;
  if (suppressed === undefined) return [];
  return [`${finding.rule} ${locationText(finding)}: ${suppressed.reason} (${locationText(suppressed.place)})`];
}

function nextSteps({ tally }: CheckResult, open: readonly Finding[], unlisted: number): Block[] {
  const fixes = open.filter(({ fix }) => fix !== undefined).length;
  const items = [
    unlisted > 0 && `Not listed here: ${counted(unlisted, "more finding")}. The SARIF and JSON reports list them all.`,
    fixes > 0 && `To fix ${counted(fixes, "finding")} automatically, set fix: true or run check --fix.`,
    tally.errors > 0 && "Deploy by digest, or by a tag that carries the commit: name:sha-${{ github.sha }}.",
    tally.undecided > 0 &&
      "For images known only at run time, add a step with immutable-tag-validator and `images:` before the deploy.",
    tally.unread > 0 &&
      "For deploys that were not understood, check the images with the same step, or list the job in `build-jobs` if it deploys no image.",
    tally.errors + tally.warnings > 0 &&
      "To accept a finding, write # itv-ignore[ITV001] and the reason on the same line or the line above.",
  ].filter((item) => item !== false);
  return items.length === 0
    ? []
    : [
        { is: "heading", text: "What to do next", level: 4 },
        { is: "list", items },
      ];
}

function isUndecided({ rule, severity }: Finding): boolean {
  return rule === undecided.id && severity !== "note";
}
