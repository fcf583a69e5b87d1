// Applies the configuration to findings: leaves out what it doesn't want to see, weighs the rest as it says, marks what it allows, and
// reminds of exceptions that ran out or soon will.
import type { Finding, Severity } from "../finding.ts";
import type { RuleName } from "../rule-name.ts";
import { unsoundException } from "../suppression/unsound.ts";
import { allowances } from "./allowed.ts";
import type { Allowance, AllowedImage, AllowedTag, Config } from "./config.ts";
import { globMatcher } from "./glob.ts";

/**
 * The findings that are left, in the same order; behind them what is to be said of exceptions that expire. `today` is a day as
 * YYYY-MM-DD; `rules` are those that findings may be of.
 */
export function applyConfig(
  findings: readonly Finding[],
  config: Config,
  today: string,
  rules: readonly RuleName[],
): readonly Finding[] {
  const included = pathFilter(config.paths);
  const allowed = markAllowed(config, today);
  const defaults = new Map(rules.map(({ id, severity }) => [id, severity]));
  const weigh = (finding: Finding): readonly Finding[] => {
    const severity = weighed(finding, config.severities.get(finding.rule), defaults.get(finding.rule));
    return severity === "off" ? [] : [{ ...finding, severity }];
  };
  const kept = findings.filter(({ path }) => included(path)).flatMap(weigh);
  return [...kept.map(allowed), ...expiries(config, today).flatMap(weigh)];
}

/** Whether a file is one to look at. */
export function pathFilter({ include, exclude }: Config["paths"]): (path: string) => boolean {
  const isIncluded = include === undefined ? () => true : anyOf(include);
  const isExcluded = anyOf(exclude);
  return (path) => isIncluded(path) && !isExcluded(path);
}

function anyOf(globs: readonly string[]): (text: string) => boolean {
  const matchers = globs.map(globMatcher);
  return (text) => matchers.some((matches) => matches(text));
}

const WEIGHT: Readonly<Record<Severity, number>> = { note: 0, warning: 1, error: 2 };

/** What is set is the most that a rule's findings weigh: one that its rule holds for less than usual is not raised above that. */
function weighed(
  { severity }: Finding,
  set: Severity | "off" | undefined,
  usual: Severity | undefined,
): Severity | "off" {
  if (set === undefined || set === "off") return set ?? severity;
  return severity === usual || WEIGHT[set] < WEIGHT[severity] ? set : severity;
}

/** An image that is allowed excuses no other that the same word may be. */
function markAllowed(config: Config, today: string): (finding: Finding) => Finding {
  const inForce = ({ expires }: Allowance): boolean => expires === undefined || today <= expires;
  const allowanceOf = allowances(config.allowImages.filter(inForce), config.allowTags.filter(inForce));
  return (finding) => {
    const [first, ...others] = finding.images?.map(allowanceOf) ?? [];
    if (finding.suppressed !== undefined || first === undefined || others.includes(undefined)) return finding;
    return { ...finding, suppressed: { by: "config", reason: first.reason, place: first.place } };
  };
}

/** Days before an exception ends in which it is spoken of. */
const NOTICE = 14;

function expiries({ allowImages, allowTags }: Config, today: string): readonly Finding[] {
  const entries: readonly (AllowedImage | AllowedTag)[] = [...allowImages, ...allowTags];
  return entries.flatMap((entry) => {
    const what = "tag" in entry ? `tag ${entry.tag}` : `image ${entry.image}`;
    const { place, expires } = entry;
    if (expires === undefined) return [];
    const left = daysBetween(today, expires);
    if (left > NOTICE) return [];
    const [severity, message] = left < 0 ? expired(what, expires) : expiring(what, expires, left);
    return unsoundException(place, severity, what, message);
  });
}

function expired(what: string, expires: string): [Severity, string] {
  return [
    "warning",
    `The exception for ${what} ended on ${expires}, so it excuses nothing any more. Renew or delete it.`,
  ];
}

function expiring(what: string, expires: string, left: number): [Severity, string] {
  const when = left === 0 ? "today" : left === 1 ? "tomorrow" : `in ${left} days, on ${expires}`;
  return ["note", `The exception for ${what} ends ${when}; what it excuses will count again after that.`];
}

function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(to) - Date.parse(from)) / 86_400_000);
}
