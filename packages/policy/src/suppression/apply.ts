// Decides which findings a comment lets stand, and finds fault with comments that name no rule, give no reason or excuse nothing.
import type { Finding, Location } from "../finding.ts";
import { type RuleName, ruleNamed, unknownRule } from "../rule-name.ts";
import { type Suppression, suppressionsIn } from "./suppression.ts";
import { unsoundException } from "./unsound.ts";

/** The files that were read, and their text. */
export type Sources = { readonly paths: readonly string[]; text(path: string): string | undefined };

/** `off` holds the ids of rules that did not run, whose comments cannot be called unused. */
export type Rules = { readonly known: readonly RuleName[]; readonly off: ReadonlySet<string> };

/** The same findings in the same order, those marked that a comment excuses; behind them the faults of the comments. */
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

/** A suppression with its rules looked up. It holds only where it gives a reason. */
type Exception = Suppression & { readonly known: readonly RuleName[]; readonly unknown: readonly string[] };

function exceptionOf(suppression: Suppression, rules: readonly RuleName[]): Exception {
  const looked = suppression.rules.map((written) => ({ written, rule: ruleNamed(rules, written) }));
  return {
    ...suppression,
    known: [...new Set(looked.flatMap(({ rule }) => rule ?? []))],
    unknown: looked.flatMap(({ written, rule }) => (rule === undefined ? written : [])),
  };
}

/** One rule of one exception. */
type Excuse = { readonly exception: Exception; readonly rule: string };
/** By line and file: for each rule the first exception that names it. A second one would be one too many. */
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

/** The one where the finding stands; else, for a finding in a deployed file, those on every command that deploys the file. */
function excusesFor(finding: Finding, excuses: Excuses): readonly Excuse[] {
  const at = ({ path, range }: Location): Excuse | undefined =>
    excuses.get(lineKey(path, range.start.line))?.get(finding.rule);
  const here = at(finding);
  if (here !== undefined) return [here];
  const commands = finding.related.filter(({ deploys }) => deploys !== undefined).map(at);
  return commands.every((one) => one !== undefined) ? commands : [];
}

/** For each exception, the rules that it was needed for. */
function neededBy(used: Iterable<Excuse>): ReadonlyMap<Exception, readonly string[]> {
  return new Map(
    [...Map.groupBy(used, ({ exception }) => exception)].map(([one, of]) => [one, of.map(({ rule }) => rule)]),
  );
}

function faultsOf(exception: Exception, needed: readonly string[], rules: Rules): readonly Finding[] {
  const { place, reason } = exception;
  const fault = (subject: string, message: string): Finding => unsoundException(place, "warning", subject, message);
  if (exception.rules.length === 0) {
    return [
      fault("itv-ignore", "This itv-ignore names no rule, so it excuses nothing. Write # itv-ignore[ITV001] and why."),
    ];
  }
  const unknown = exception.unknown.map((written) =>
    fault(written, `This itv-ignore excuses nothing: ${unknownRule(rules.known, written)}.`),
  );
  if (reason === "") {
    const subject = exception.rules.join(", ");
    return [
      ...unknown,
      fault(
        subject,
        `This itv-ignore gives no reason, so ${subject} still counts. Say behind the bracket why it may stay.`,
      ),
    ];
  }
  const unused = exception.known
    .filter(({ id }) => !needed.includes(id) && !rules.off.has(id))
    .map(({ id }) =>
      fault(id, `This itv-ignore is not needed: ${id} finds nothing on the line it speaks for. Delete it.`),
    );
  return [...unknown, ...unused];
}
