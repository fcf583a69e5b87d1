// Adds a fix to a finding if exactly one fix is right. Candidates are verified before they are offered.
import type { WorkflowReport } from "@deploy-actions/workflow";
import type { Finding, Fix } from "../finding.ts";
import { placeKey } from "../merge-by-place.ts";
import { mutableDefault } from "../rules/mutable-default.ts";
import { mutableTag } from "../rules/mutable-tag.ts";
import { untagged } from "../rules/untagged.ts";
import type { Candidate } from "./candidate.ts";
import { type Site, sitesOf } from "./site.ts";
import { type Choice, failedSites, type Sources } from "./verify.ts";

/** The same findings in the same order. Suppressed findings get no fix. */
export function withFixes(
  findings: readonly Finding[],
  reports: readonly WorkflowReport[],
  sources: Sources,
): readonly Finding[] {
  const wanted = new Map(findings.filter(isFixable).map((finding) => [placeKey(finding), finding.rule]));
  if (wanted.size === 0) return findings;
  const fixes = Map.groupBy(
    reports.flatMap((report) => [...fixesFor(report, wanted, sources)]),
    ([place]) => place,
  );
  return findings.map((finding) => {
    const [fix, ...others] = isFixable(finding) ? (fixes.get(placeKey(finding)) ?? []).map(([, one]) => one) : [];
    return fix === undefined ? finding : { ...finding, fix: together(fix, others) };
  });
}

/** In a file that several workflows deploy, a finding is fixed only if the fix works for all of them. */
function together({ description, replacements }: Fix, others: readonly Fix[]): Fix {
  return { description, replacements: [...replacements, ...others.flatMap((one) => one.replacements)] };
}

const FIXABLE: ReadonlySet<string> = new Set([mutableTag.id, untagged.id, mutableDefault.id]);

function isFixable({ rule, suppressed }: Finding): boolean {
  return FIXABLE.has(rule) && suppressed === undefined;
}

/** Limits per workflow: the number of analyses, and the total number of characters they may read. Far above what real workflows need. */
const TRIALS = 40;
const TRIAL_TEXT = 1_000_000;

/** Fixes by place; `wanted` maps each place to the rule of its finding. */
function fixesFor(
  report: WorkflowReport,
  wanted: ReadonlyMap<string, string>,
  sources: Sources,
): ReadonlyMap<string, Fix> {
  const sites = sitesOf(report, wanted, sources.text);
  if (sites.length === 0) return new Map();
  // One analysis is reserved for the final check.
  let left = Math.min(TRIALS, Math.floor(TRIAL_TEXT / (sources.text(report.path) ?? "").length)) - 1;
  let proven: Choice = new Map();
  const attempt: Attempt = (choice) => {
    const failed = left-- > 0 ? failedSites(choice, report, sources) : undefined;
    if (failed?.length === 0) proven = choice;
    return failed;
  };
  const first = choose(sites, (site) => site.candidates, attempt);
  const rest = sites.filter((site) => !first.has(site));
  const chosen = new Map([...first, ...choose(rest, (site) => site.otherwise, attempt)]);
  // Untested candidates could be ambiguous.
  if (left < 0 || chosen.size === 0) return new Map();
  // Each of these works on its own; now they are verified together.
  if (!isSame(chosen, proven) && failedSites(chosen, report, sources)?.length !== 0) return new Map();
  return new Map(
    [...chosen].map(([{ place }, { description, replacements }]) => [place, { description, replacements }]),
  );
}

function isSame(a: Choice, b: Choice): boolean {
  return a.size === b.size && [...a].every(([site, candidate]) => b.get(site) === candidate);
}

type Attempt = (choice: Choice) => readonly Site[] | undefined;

/** For each site, a candidate if all the valid ones have the same outcome. */
function choose(sites: readonly Site[], candidatesOf: (site: Site) => readonly Candidate[], attempt: Attempt): Choice {
  const outcomes = new Set(sites.flatMap(candidatesOf).map(({ outcome }) => outcome));
  const held = [...outcomes].flatMap((outcome) => {
    const forms = sites.map((site) => [site, candidatesOf(site).filter((one) => one.outcome === outcome)] as const);
    return [...heldOf(new Map(forms), attempt)];
  });
  return new Map(
    [...Map.groupBy(held, ([site]) => site)].flatMap(([, choices]) => (choices.length === 1 ? choices : [])),
  );
}

/** Tries all candidates together first, because an image is often named twice (pull, then run) and both must change; then one by one. */
function heldOf(forms: ReadonlyMap<Site, readonly Candidate[]>, attempt: Attempt): Choice {
  const tried = new Map([...forms.keys()].map((site) => [site, 0]));
  for (;;) {
    const choice = new Map([...tried].flatMap(([site, form]) => chosenAt(site, forms.get(site)?.[form])));
    const failed = choice.size === 0 ? [] : attempt(choice);
    if (failed?.length === 0) return choice;
    if (failed === undefined) {
      return new Map([...forms].flatMap(([site, some]) => chosenAt(site, alone(site, some, attempt))));
    }
    for (const site of failed) tried.set(site, (tried.get(site) ?? 0) + 1);
  }
}

function alone(site: Site, forms: readonly Candidate[], attempt: Attempt): Candidate | undefined {
  return forms.find((form) => attempt(new Map([[site, form]]))?.length === 0);
}

function chosenAt(site: Site, candidate: Candidate | undefined): readonly (readonly [Site, Candidate])[] {
  return candidate === undefined ? [] : [[site, candidate]];
}
