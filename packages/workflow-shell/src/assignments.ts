// Reads lines of the form NAME=value: environment files, and what a step writes to `$GITHUB_ENV` or `$GITHUB_OUTPUT`, including `NAME<<END`
// blocks up to a line `END` (GitHub's workflow commands, "Environment files").
import { type Template, valuesIn } from "@deploy-actions/workflow-source";
import { union, type Values, withHop } from "@deploy-actions/workflow-source/value";

/** `unfinished` is the offset of a block `NAME<<END` without its end line so far, if any. */
export type Assignments = { readonly found: ReadonlyMap<string, Values>; readonly unfinished: number | undefined };

/** The possible values of each name, with its line as a hop; the last line of a name counts. */
export function readAssignments(template: Template): Assignments {
  const found = new Map<string, Values>();
  const set = (name: string, values: Values, { text, start }: Line): void => {
    found.set(name, withHop(values, { what: name, place: template.place(start, start + text.length) }));
  };
  const lines = linesOf(template.text);
  for (let index = 0; index < lines.length; index++) {
    const line = lines[index] ?? { text: "", start: 0 };
    const [, name, end] = /^([A-Za-z_][\w-]*)<<(.+)$/.exec(line.text) ?? [];
    if (name === undefined || end === undefined) {
      for (const [one, values] of lineIn(line, template)) set(one, values, line);
      continue;
    }
    const last = endOf(end, lines, index + 1, template);
    if (last === undefined) return { found, unfinished: line.start };
    const body = lines.slice(index + 1, last).map(({ text }) => text);
    set(name, valuesIn(body.join("\n"), template.holes), line);
    index = last;
  }
  return { found, unfinished: undefined };
}

type Line = { readonly text: string; readonly start: number };

/** The line that ends a block. A delimiter known only at run time (`EOF=$(openssl rand …)`) is recognized by its possible values. */
function endOf(delimiter: string, lines: readonly Line[], from: number, template: Template): number | undefined {
  const written = (text: string): string =>
    JSON.stringify(valuesIn(text.trim(), template.holes).map(({ text }) => text));
  const wanted = written(delimiter);
  for (let at = from; at < lines.length; at++) if (written(lines[at]?.text ?? "") === wanted) return at;
  return undefined;
}

/** A line may have several alternatives, and an expression in it may contain several lines. */
function lineIn({ text }: Line, { holes }: Template): ReadonlyMap<string, Values> {
  const found = new Map<string, Values>();
  for (const { text: whole, trail } of valuesIn(text, holes)) {
    for (const line of whole.split("\n")) {
      const [, name, value = ""] = /^\s*(?:export\s+)?([A-Za-z_][\w-]*)=(.*)$/s.exec(line) ?? [];
      const given = [{ text: unquoted(value), trail }];
      if (name !== undefined) found.set(name, union(found.get(name) ?? [], given));
    }
  }
  return found;
}

function unquoted(value: string): string {
  const trimmed = value.trim();
  return /^(["']).*\1$/s.test(trimmed) && trimmed.length > 1 ? trimmed.slice(1, -1) : trimmed;
}

function linesOf(text: string): Line[] {
  let start = 0;
  return text.split("\n").map((line) => {
    const found = { text: line, start };
    start += line.length + 1;
    return found;
  });
}
