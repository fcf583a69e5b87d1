// Marks the findings that a comment suppresses, and reports comments that name no rule, give no reason or have no effect.
import type { Finding, Location } from "../finding.ts";
import { type RuleName, ruleNamed, unknownRule } from "../rule-name.ts";
import { exceptionFinding } from "./exception-finding.ts";
import { type Suppression, suppressionsIn } from "./suppression.ts";

/** The paths and texts of the files that were read. */
export type Sources = { readonly paths: readonly string[]; text(path: string): string | undefined };

/** `off` holds the ids of rules that did not run; comments for them are not reported as unused. */
export type Rules = { readonly known: readonly RuleName[]; readonly off: ReadonlySet<string> };

/** The same findings in the same order, with the suppressed ones marked, followed by findings about faulty comments. */
export function applySuppressions(findings: readonly Finding[], sources: Sources, rules: Rules): readonly Finding[] {
  const exceptions = [...new Set(sources.paths)].flatMap((path) =>
    suppressionsIn(path, sources.text(path) ?? "").map((one) => exceptionOf(one, rules.known)),
  );
  if (exceptions.length === 0) return findings;
  const used = new Set<Excuse>();
  const excuses = excusesOf(exceptions);
  const marked = findings.map((finding) => {
    const found = finding.suppressed === undefined ? excusesFor(finding, excuses) : [];
    for (const excuse of found) used.add(excuse);
    const [first] = found;
    if (first === undefined) return finding;
    const { reason, place } = first.exception;
    return { ...finding, suppressed: { by: "comment" as const, reason, place } };
  });
  const needed = neededBy(used);
  return [...marked, ...exceptions.flatMap((one) => faultsOf(one, needed.get(one) ?? [], rules))];
}

/** A suppression with its rules looked up. It has an effect only if it gives a reason. */
type Exception = Suppression & { readonly known: readonly RuleName[]; readonly unknown: readonly string[] };

function exceptionOf(suppression: Suppression, rules: readonly RuleName[]): Exception {
  const looked = suppression.rules.map((written) => ({ written, rule: ruleNamed(rules, written) }));
  return {
    ...suppression,
    known: [...new Set(looked.flatMap(({ rule }) => rule ?? []))],
    unknown: looked.flatMap(({ written, rule }) => (rule === undefined ? written : [])),
  };
}

/** One rule of one suppression. */
type Excuse = { readonly exception: Exception; readonly rule: string };
/** By line and file, for each rule the first suppression that names it. Further ones are reported as unused. */
type Excuses = ReadonlyMap<string, ReadonlyMap<string, Excuse>>;

const lineKey = (path: string, line: number): string => `${line} ${path}`;

function excusesOf(exceptions: readonly Exception[]): Excuses {
  const byLine = new Map<string, Map<string, Excuse>>();
  for (const exception of exceptions) {
    if (exception.reason === "") continue;
    const [first, last] = exception.lines;
    const byRule = byLine.get(lineKey(exception.place.path, first)) ?? new Map<string, Excuse>();
    for (const { id: rule } of exception.known) if (!byRule.has(rule)) byRule.set(rule, { exception, rule });
    for (let line = first; line <= last && byLine.get(lineKey(exception.place.path, line)) !== byRule; line++) {
      byLine.set(lineKey(exception.place.path, line), byRule);
    }
  }
  return byLine;
}

/** The suppression at the finding itself; otherwise, for a finding in a deployed file, those on every command that deploys the file. */
function excusesFor(finding: Finding, excuses: Excuses): readonly Excuse[] {
  const at = ({ path, range }: Location): Excuse | undefined =>
    excuses.get(lineKey(path, range.start.line))?.get(finding.rule);
  const here = at(finding);
  if (here !== undefined) return [here];
  const commands = finding.related.filter(({ deploys }) => deploys !== undefined).map(at);
  return commands.every((one) => one !== undefined) ? commands : [];
}

/** For each suppression, the rules that it was needed for. */
function neededBy(used: Iterable<Excuse>): ReadonlyMap<Exception, readonly string[]> {
  return new Map(
    [...Map.groupBy(used, ({ exception }) => exception)].map(([one, of]) => [one, of.map(({ rule }) => rule)]),
  );
}

function faultsOf(exception: Exception, needed: readonly string[], rules: Rules): readonly Finding[] {
  const { place, reason } = exception;
  const fault = (subject: string, message: string): Finding => exceptionFinding(place, "warning", subject, message);
  if (exception.rules.length === 0) {
    return [
      fault(
        "itv-ignore",
        "This itv-ignore names no rule, so it has no effect. Write # itv-ignore[ITV001] and the reason.",
      ),
    ];
  }
  const unknown = exception.unknown.map((written) =>
    fault(written, `This itv-ignore has no effect: ${unknownRule(rules.known, written)}.`),
  );
  if (reason === "") {
    const subject = exception.rules.join(", ");
    return [
      ...unknown,
      fault(subject, `This itv-ignore gives no reason, so ${subject} still counts. Add the reason after the bracket.`),
    ];
  }
  const unused = exception.known
    .filter(({ id }) => !needed.includes(id) && !rules.off.has(id))
    .map(({ id }) =>
      fault(id, `This itv-ignore is not needed: ${id} finds nothing on the line it applies to. Delete it.`),
    );
  return [...unknown, ...unused];
}
