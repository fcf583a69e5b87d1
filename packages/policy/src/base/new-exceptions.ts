// Finds the comments that suppress something and that the base branch does not have. A comment is the same if it names the same rule on the
// same lines of text, wherever they are in the file; its reason does not matter. Each comment of the base branch stands for one.
import type { Finding, Location } from "../finding.ts";
import { ruleNamed } from "../rule-name.ts";
import { rules } from "../rules/all.ts";
import { type Suppression, suppressionsIn } from "../suppression/suppression.ts";
import { newException } from "./change-finding.ts";

/** The text of a file at the base commit; undefined if it has none that can be read. */
export type BaseText = (path: string) => string | undefined;

/** Findings about the comments that suppress any of `findings`. `text` returns the checked version of a file. */
export function newExceptions(
  findings: readonly Finding[],
  text: (path: string) => string | undefined,
  base: BaseText,
  strict: boolean,
): readonly Finding[] {
  const used = new Map<string, { readonly place: Location; readonly rules: Set<string> }>();
  for (const { suppressed, rule } of findings) {
    if (suppressed?.by !== "comment") continue;
    const { path, range } = suppressed.place;
    const key = `${path}:${range.start.line}:${range.start.column}`;
    const known = used.get(key) ?? { place: suppressed.place, rules: new Set() };
    used.set(key, { place: known.place, rules: known.rules.add(rule) });
  }
  return [...Map.groupBy(used.values(), ({ place }) => place.path)].flatMap(([path, some]) => {
    const accepted = countOf(exceptionsIn(path, base(path) ?? ""));
    return exceptionsIn(path, text(path) ?? "").flatMap(({ place, rule, key }) => {
      const left = accepted.get(key) ?? 0;
      accepted.set(key, left - 1);
      const isUsed = some.some((one) => samePlace(one.place, place) && one.rules.has(rule));
      return left > 0 || !isUsed ? [] : [newException(place, rule, strict)];
    });
  });
}

type Exception = { readonly place: Location; readonly rule: string; readonly key: string };

/** One entry for each rule of each comment. */
function exceptionsIn(path: string, text: string): readonly Exception[] {
  const suppressions = suppressionsIn(path, text);
  if (suppressions.length === 0) return [];
  const lines = text.split("\n");
  return suppressions.flatMap((one) =>
    one.rules.flatMap((written) => {
      const rule = ruleNamed(rules, written)?.id;
      return rule === undefined ? [] : [{ place: one.place, rule, key: `${rule} ${coveredText(one, lines)}` }];
    }),
  );
}

/** Without the comment itself, if it is at the end of the line. */
function coveredText({ lines: [first, last], place }: Suppression, lines: readonly string[]): string {
  const { line, column } = place.range.start;
  return lines
    .slice(first - 1, last)
    .map((text, index) => (first + index === line ? text.slice(0, column - 1) : text).trim())
    .join("\n");
}

function countOf(exceptions: readonly Exception[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { key } of exceptions) counts.set(key, (counts.get(key) ?? 0) + 1);
  return counts;
}

function samePlace(a: Location, b: Location): boolean {
  return a.range.start.line === b.range.start.line && a.range.start.column === b.range.start.column;
}
