// Applies the configuration to findings: filters by path, adjusts severities, marks allowed images, and reports exceptions that have
// expired or are about to.
import type { Finding, Severity } from "../finding.ts";
import type { RuleName } from "../rule-name.ts";
import { exceptionFinding } from "../suppression/exception-finding.ts";
import { allowances } from "./allowed.ts";
import type { Allowance, AllowedImage, AllowedTag, Config } from "./config.ts";
import { globMatcher } from "./glob.ts";

/**
 * Returns the remaining findings in the same order, followed by findings about expired or expiring exceptions. `today` is YYYY-MM-DD;
 * `rules` provides the default severities.
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
  const adjust = (finding: Finding): readonly Finding[] => {
    const severity = adjusted(finding, config.severities.get(finding.rule), defaults.get(finding.rule));
    return severity === "off" ? [] : [{ ...finding, severity }];
  };
  const kept = findings.filter(({ path }) => included(path)).flatMap(adjust);
  return [...kept.map(allowed), ...expiries(config, today).flatMap(adjust)];
}

/** Returns a predicate that tells whether a file should be checked. */
export function pathFilter({ include, exclude }: Config["paths"]): (path: string) => boolean {
  const isIncluded = include === undefined ? () => true : anyOf(include);
  const isExcluded = anyOf(exclude);
  return (path) => isIncluded(path) && !isExcluded(path);
}

function anyOf(globs: readonly string[]): (text: string) => boolean {
  const matchers = globs.map(globMatcher);
  return (text) => matchers.some((matches) => matches(text));
}

const RANK: Readonly<Record<Severity, number>> = { note: 0, warning: 1, error: 2 };

/** A configured severity is an upper limit: a finding that is already less severe than its rule's default is not raised to it. */
function adjusted(
  { severity }: Finding,
  set: Severity | "off" | undefined,
  usual: Severity | undefined,
): Severity | "off" {
  if (set === undefined || set === "off") return set ?? severity;
  return severity === usual || RANK[set] < RANK[severity] ? set : severity;
}

/** A finding is allowed only if all its possible images are allowed. */
function markAllowed(config: Config, today: string): (finding: Finding) => Finding {
  const inForce = ({ expires }: Allowance): boolean => expires === undefined || today <= expires;
  const allowanceOf = allowances(config.allowImages.filter(inForce), config.allowTags.filter(inForce));
  return (finding) => {
    const [first, ...others] = finding.images?.map(allowanceOf) ?? [];
    if (finding.suppressed !== undefined || first === undefined || others.includes(undefined)) return finding;
    return { ...finding, suppressed: { by: "config", reason: first.reason, place: first.place } };
  };
}

/** Days before expiry at which an exception is reported. */
const NOTICE_DAYS = 14;

function expiries({ allowImages, allowTags }: Config, today: string): readonly Finding[] {
  const entries: readonly (AllowedImage | AllowedTag)[] = [...allowImages, ...allowTags];
  return entries.flatMap((entry) => {
    const what = "tag" in entry ? `tag ${entry.tag}` : `image ${entry.image}`;
    const { place, expires } = entry;
    if (expires === undefined) return [];
    const left = daysBetween(today, expires);
    if (left > NOTICE_DAYS) return [];
    const [severity, message] = left < 0 ? expired(what, expires) : expiring(what, expires, left);
    return exceptionFinding(place, severity, what, message);
  });
}

function expired(what: string, expires: string): [Severity, string] {
  return ["warning", `The exception for ${what} expired on ${expires} and no longer applies. Renew or delete it.`];
}

function expiring(what: string, expires: string, left: number): [Severity, string] {
  const when = left === 0 ? "today" : left === 1 ? "tomorrow" : `in ${left} days, on ${expires}`;
  return ["note", `The exception for ${what} expires ${when}; after that, the findings it covers count again.`];
}

function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(to) - Date.parse(from)) / 86_400_000);
}
