// Picks what the runner shows on the lines of a pull request. GitHub shows ten errors and ten warnings of a step and drops the rest in
// silence, so where there are more, those of one rule in one file become one, and what still doesn't fit is said in the last.
// https://docs.github.com/en/actions/reference/limits#annotations
import type { Finding, Location, Severity } from "../finding.ts";
import { counted } from "./words.ts";

export type Annotation = Location & {
  readonly severity: Severity;
  readonly title: string;
  readonly message: string;
};

/** What GitHub shows of each severity for a step. */
const SHOWN = 10;
/** Lines that an annotation for several findings names. */
const LINES = 12;

/** At most `limit` annotations of each severity, errors first; suppressed findings have none. */
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

/** One annotation, on the first line, that names the lines of the others. */
function together([first, ...others]: readonly Finding[]): Annotation[] {
  if (first === undefined) return [];
  const lines = [...new Set(others.map(({ range }) => range.start.line))];
  if (lines.length === 0) return [annotation(first, first.message)];
  const named = lines.slice(0, LINES).join(", ");
  const more = lines.length > LINES ? ` and ${lines.length - LINES} more` : "";
  const where = `The same in line${lines.length === 1 ? "" : "s"} ${named}${more}.`;
  return [annotation(first, `${first.message}\n${where}`)];
}

function remainder(findings: readonly Finding[]): Annotation[] {
  const [first] = findings;
  if (first === undefined) return [];
  const files = new Set(findings.map(({ path }) => path)).size;
  const more = `And ${counted(findings.length - 1, `more ${first.severity}`)}, of ${counted(files, "file")} in all: the job summary has them.`;
  return [annotation(first, findings.length === 1 ? first.message : `${first.message}\n${more}`)];
}

function annotation({ path, range, severity, rule, name }: Finding, message: string): Annotation {
  return { path, range, severity, title: `${rule} ${name}`, message };
}
