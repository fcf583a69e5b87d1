// Selects the annotations for a pull request. GitHub shows ten errors and ten warnings per step and silently drops the rest, so if there
// are more, findings of one rule in one file are merged, and the last annotation mentions the remainder.
// https://docs.github.com/en/actions/reference/limits#annotations
import type { Finding, Location, Severity } from "../finding.ts";
import { counted } from "./phrases.ts";

export type Annotation = Location & {
  readonly severity: Severity;
  readonly title: string;
  readonly message: string;
};

/** Number of annotations that GitHub shows per severity and step. */
const SHOWN = 10;
/** Maximum number of lines listed in a merged annotation. */
const LINES = 12;

/** At most `limit` annotations per severity, errors first; suppressed findings are left out. */
export function annotationsOf(findings: readonly Finding[], limit = SHOWN): readonly Annotation[] {
  const open = findings.filter(({ suppressed }) => suppressed === undefined);
  const severities: readonly Severity[] = ["error", "warning", "note"];
  return severities.flatMap((severity) =>
    fitted(
      open.filter((one) => one.severity === severity),
      limit,
    ),
  );
}

function fitted(findings: readonly Finding[], limit: number): readonly Annotation[] {
  if (findings.length <= limit) return findings.map((one) => annotation(one, one.message));
  const groups = [...Map.groupBy(findings, ({ rule, path }) => `${rule} ${path}`).values()];
  if (groups.length <= limit) return groups.flatMap(together);
  const rest = groups.slice(limit - 1).flat();
  return [...groups.slice(0, limit - 1).flatMap(together), ...remainder(rest)];
}

/** One annotation on the first finding's line that lists the lines of the others. */
function together([first, ...others]: readonly Finding[]): Annotation[] {
  if (first === undefined) return [];
  const lines = [...new Set(others.map(({ range }) => range.start.line))];
  if (lines.length === 0) return [annotation(first, first.message)];
  const named = lines.slice(0, LINES).join(", ");
  const more = lines.length > LINES ? ` and ${lines.length - LINES} more` : "";
  const where = `Also on line${lines.length === 1 ? "" : "s"} ${named}${more}.`;
  return [annotation(first, `${first.message}\n${where}`)];
}

function remainder(findings: readonly Finding[]): Annotation[] {
  const [first] = findings;
  if (first === undefined) return [];
  const files = new Set(findings.map(({ path }) => path)).size;
  const more = `And ${counted(findings.length - 1, `more ${first.severity}`)} (${counted(files, "file")} in total): see the job summary.`;
  return [annotation(first, findings.length === 1 ? first.message : `${first.message}\n${more}`)];
}

function annotation({ path, range, severity, rule, name }: Finding, message: string): Annotation {
  return { path, range, severity, title: `${rule} ${name}`, message };
}
