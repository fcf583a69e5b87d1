// Several workflows deploy one file, and several jobs share one script: what they have to say of a place becomes one finding.
import type { Finding, Related, Severity } from "./finding.ts";
import { verdicts } from "./rules/all.ts";

/**
 * No place keeps more than one finding of a rule, nor of the rules that judge a deploy; a place in a deployed file is one place for each
 * command that deploys it. The severest stays, with the places of all.
 */
export function settled(findings: readonly Finding[]): readonly Finding[] {
  const kept = new Map<string, Finding>();
  for (const finding of findings) {
    const places = [finding, ...commandsOf(finding)].map(placeKey);
    const key = [JUDGING.has(finding.rule) ? "deploy" : finding.rule, ...places].join(" ");
    const known = kept.get(key);
    kept.set(key, known === undefined ? finding : merged(known, finding));
  }
  return [...kept.values()];
}

/** By path, then position, then severity and rule: the order in which people read. */
export function inOrder(findings: readonly Finding[]): readonly Finding[] {
  return findings.toSorted(
    (a, b) =>
      compare(a.path, b.path) ||
      a.range.start.line - b.range.start.line ||
      a.range.start.column - b.range.start.column ||
      WEIGHT[b.severity] - WEIGHT[a.severity] ||
      compare(a.rule, b.rule),
  );
}

/** The commands that deploy the file in which a finding stands. A file that its workflow writes is read where it is written: none. */
export function commandsOf({ path, related }: Finding): readonly Related[] {
  const commands = related.filter(({ deploys }) => deploys === true);
  return commands.every((command) => command.path === path) ? [] : commands;
}

/** The same text for the same place. */
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
