// The job summary of a check, as blocks that whoever shows it escapes: what is wrong file by file, what could not be decided, how the
// values got there, and what to do next.
import type { CheckResult } from "../check.ts";
import type { Finding } from "../finding.ts";
import { brief, chainPhrase } from "../rules/phrase.ts";
import { undecided } from "../rules/undecided.ts";
import { counted, placeText, verdictLine } from "./words.ts";

/** A line of a checked file, for whoever knows where that is shown. */
export type Linked = { readonly text: string; readonly path: string; readonly line: number };

/** Plain text throughout; backticks stand around code. */
export type Block =
  | { readonly is: "headline"; readonly status: "good" | "warning" | "bad"; readonly text: string }
  | { readonly is: "heading"; readonly text: string; readonly level: 3 | 4 }
  | { readonly is: "paragraph"; readonly text: string }
  | {
      readonly is: "table";
      readonly header: readonly string[];
      readonly rows: readonly (readonly (string | Linked)[])[];
    }
  | { readonly is: "list"; readonly items: readonly string[] }
  | { readonly is: "details"; readonly label: string; readonly text: string };

/** More rows than that nobody works through, and the runner drops a summary above 1 MiB. */
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
  const { errors, undecided: open, unread, warnings, immutable } = tally;
  if (errors > 0) return { status: "bad", text: "Deploys that can change" };
  if (unread > 0) return { status: "warning", text: "Not every deploy is understood" };
  if (open > 0 || warnings > 0) return { status: "warning", text: "No deploy breaks the policy" };
  return { status: "good", text: immutable > 0 ? "Immutable deploys" : "No deploy of an image was found" };
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
    { is: "heading", text: `${counted(findings.length, "deploy")} not known before the run`, level: 4 },
    table(findings.slice(0, ROWS), placeText),
  ];
}

function table(findings: readonly Finding[], where: (finding: Finding) => string): Block {
  const rows = findings.map((one) => [
    `${one.severity} ${one.rule}`,
    { text: where(one), path: one.path, line: one.range.start.line },
    withCode(one),
  ]);
  return { is: "table", header: ["", "Where", "What is wrong, and what to write instead"], rows };
}

/** The message with what it is about set as code. */
function withCode({ message, subject }: Finding): string {
  const code = brief(subject);
  const isPlain = code.length > 3 && !code.includes("`");
  return isPlain ? message.replace(code, () => `\`${code}\``) : message;
}

function chains(findings: readonly Finding[]): Block[] {
  const lines = findings.flatMap((one) => [
    ...(one.chain.length === 0 ? [] : [`line ${one.range.start.line}: ${chainPhrase(one.subject, one.chain)}`]),
    ...one.related.map((place) => `line ${one.range.start.line}: ${place.what}, ${placeText(place)}`),
  ]);
  return whenAny("Where it comes from", lines);
}

function whenAny(label: string, lines: readonly string[]): Block[] {
  return lines.length === 0 ? [] : [{ is: "details", label: `${label} (${lines.length})`, text: lines.join("\n") }];
}

function lineOf(finding: Finding): string {
  return `${finding.rule} ${placeText(finding)}: ${finding.message}`;
}

function suppressionLine(finding: Finding): string[] {
  const { suppressed } = finding;
  if (suppressed === undefined) return [];
  return [`${finding.rule} ${placeText(finding)}: ${suppressed.reason} (${placeText(suppressed.place)})`];
}

function nextSteps({ tally }: CheckResult, open: readonly Finding[], unlisted: number): Block[] {
  const fixes = open.filter(({ fix }) => fix !== undefined).length;
  const items = [
    unlisted > 0 && `Not listed here: ${counted(unlisted, "more finding")}. The SARIF and JSON reports hold all.`,
    fixes > 0 && `Have ${counted(fixes, "finding")} fixed for you: set fix: true, or run check --fix.`,
    tally.errors > 0 && "Deploy by digest, or by a tag that carries the commit: name:sha-${{ github.sha }}.",
    tally.undecided > 0 &&
      "Guard what is not known before the run: a step with immutable-tag-validator and `images:` before the deploy.",
    tally.unread > 0 &&
      "What is not understood deploys all the same: check its images with the same step, or name a job that deploys none in `build-jobs`.",
    tally.errors + tally.warnings > 0 &&
      "What may stay: # itv-ignore[ITV001] and the reason, on the line or the line above.",
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
