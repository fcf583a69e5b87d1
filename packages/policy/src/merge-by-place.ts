// Merges findings about the same place: several workflows can deploy one file, and several jobs can share one script.
import type { Finding, Related, Severity } from "./finding.ts";
import { verdicts } from "./rules/all.ts";

/**
 * Keeps one finding per place and rule, and only one per place from the rules that judge a deploy. A place in a deployed file counts
 * separately for each command that deploys it. The most severe finding is kept, with the related places of all.
 */
export function mergedByPlace(findings: readonly Finding[]): readonly Finding[] {
  const kept = new Map<string, Finding>();
  for (const finding of findings) {
    const places = [finding, ...commandsOf(finding)].map(placeKey);
    const key = [JUDGING.has(finding.rule) ? "deploy" : finding.rule, ...places].join(" ");
    const known = kept.get(key);
    kept.set(key, known === undefined ? finding : merged(known, finding));
  }
  return [...kept.values()];
}

/** Sorts by path, position, severity and rule. */
export function sortedFindings(findings: readonly Finding[]): readonly Finding[] {
  return findings.toSorted(
    (a, b) =>
      compare(a.path, b.path) ||
      a.range.start.line - b.range.start.line ||
      a.range.start.column - b.range.start.column ||
      WEIGHT[b.severity] - WEIGHT[a.severity] ||
      compare(a.rule, b.rule),
  );
}

/**
 * The commands that deploy the file containing a finding. None for a file that the workflow itself writes, since it is reported where it is
 * written.
 */
export function commandsOf({ path, related }: Finding): readonly Related[] {
  const commands = related.filter(({ deploys }) => deploys === true);
  return commands.every((command) => command.path === path) ? [] : commands;
}

/** A key that is equal for equal places. */
export function placeKey({ path, range: { start, end } }: Pick<Finding, "path" | "range">): string {
  return `${path}:${start.line}:${start.column}:${end.line}:${end.column}`;
}

const JUDGING: ReadonlySet<string> = new Set(verdicts.map(({ id }) => id));
const WEIGHT: Readonly<Record<Severity, number>> = { note: 0, warning: 1, error: 2 };

function merged(known: Finding, other: Finding): Finding {
  const [first, second] = WEIGHT[other.severity] > WEIGHT[known.severity] ? [other, known] : [known, other];
  return { ...first, related: distinct([...first.related, ...(first.rule === second.rule ? second.related : [])]) };
}

function distinct(related: readonly Related[]): readonly Related[] {
  return [...new Map(related.map((one) => [`${one.what} ${placeKey(one)}`, one])).values()];
}

/** By code unit, so that the order is the same on every machine. */
function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
