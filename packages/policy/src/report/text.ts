// The terminal report: one block per finding with code, value trail and related places, then a summary line.
import { withoutSecrets } from "@deploy-actions/secret";
import { inert, readable } from "@deploy-actions/untrusted/text";
import type { CheckResult } from "../check.ts";
import type { Finding } from "../finding.ts";
import { shortened } from "../rules/phrase.ts";
import { type Excerpt, excerptOf } from "./excerpt.ts";
import { counted, locationText, verdictLine } from "./phrases.ts";
import type { Style } from "./style.ts";

/** `textOf` returns the text of a checked file, for the code lines; undefined if the file no longer exists. */
export function textReport(result: CheckResult, style: Style, textOf: (path: string) => string | undefined): string {
  const lines = linesOf(textOf);
  const open = result.findings.filter(({ suppressed }) => suppressed === undefined);
  const blocks = open.map((finding) => block(finding, style, lines(finding.path)));
  return `${[...blocks, closing(result, style)].join("\n\n")}\n`;
}

function block(finding: Finding, style: Style, lines: readonly string[]): string {
  const { severity, rule, name, message, range, chain, related, fix } = finding;
  const head = `${style.strong(visible(locationText(finding)))} ${style[severity](severity)} ${rule} ${name}`;
  // A note only adds to another finding.
  if (severity === "note") return `${head}\n  ${visible(message)}`;
  const places = [
    ...chain.map(({ what, place }) => ["from", what, locationText({ path: place.path, range: place.range() })]),
    ...related.map((one) => ["see", one.what, locationText(one)]),
  ];
  return [
    head,
    ...excerptLines(excerptOf(lines, range), style, style[severity]),
    `  ${visible(message)}`,
    ...places.map(
      ([word, what = "", where = ""]) => `  ${word} ${visible(shortened(what))} ${style.faint(`(${visible(where)})`)}`,
    ),
    ...(fix === undefined ? [] : [`  fix: ${visible(fix.description)}`]),
  ].join("\n");
}

function excerptLines(excerpt: Excerpt | undefined, { faint }: Style, pointed: (text: string) => string): string[] {
  if (excerpt === undefined) return [];
  const gutter = " ".repeat(String(excerpt.line).length);
  return [faint(`  ${excerpt.line} | `) + visible(excerpt.code), faint(`  ${gutter} | `) + pointed(excerpt.mark)];
}

function closing(result: CheckResult, style: Style): string {
  const { errors, warnings, notes, suppressed } = result.tally;
  const rest = [notes > 0 && counted(notes, "note"), suppressed > 0 && `${suppressed} suppressed`].filter(
    (words) => words !== false,
  );
  const line = `${verdictLine(result)}${rest.length === 0 ? "" : `; ${rest.join(", ")}`}.`;
  return errors > 0 ? style.error(line) : warnings > 0 ? style.warning(line) : line;
}

/** What a file says must not control the terminal or a runner, also in lines of its own. */
function visible(text: string): string {
  return inert(readable(text, withoutSecrets)).replaceAll("\n", "\n  ");
}

function linesOf(textOf: (path: string) => string | undefined): (path: string) => readonly string[] {
  const known = new Map<string, readonly string[]>();
  return (path) => {
    const lines = known.get(path) ?? textOf(path)?.split("\n") ?? [];
    known.set(path, lines);
    return lines;
  };
}
