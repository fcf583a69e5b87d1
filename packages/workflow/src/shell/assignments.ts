// Reads lines of the form NAME=value: files of environment variables, and what a step writes to `$GITHUB_ENV` or `$GITHUB_OUTPUT`, there
// also `NAME<<END` up to a line `END` (GitHub's workflow commands, "Environment files").
import { type Template, valuesIn } from "../source/template.ts";
import { through, union, type Values } from "../value/value.ts";

/** What each name may be, with the line it was written in as a hop. */
export function readAssignments(template: Template): Map<string, Values> {
  const found = new Map<string, Values>();
  const add = (name: string, values: Values): void => {
    const known = found.get(name);
    found.set(name, known === undefined ? values : union(known, values));
  };
  const lines = linesOf(template.text);
  for (let index = 0; index < lines.length; index++) {
    const { text, start } = lines[index] ?? { text: "", start: 0 };
    const block = /^([A-Za-z_][\w-]*)<<(.+)$/.exec(text);
    if (block !== null) {
      const [, name = "", end = ""] = block;
      const last = lines.findIndex((line, at) => at > index && line.text.trim() === end.trim());
      if (last === -1) break;
      const body = lines.slice(index + 1, last).map((line) => line.text);
      add(name, through(valuesIn(body.join("\n"), template.holes), hop(name, start, text)));
      index = last;
      continue;
    }
    for (const { text: line, trail } of valuesIn(text, template.holes)) {
      for (const one of line.split("\n")) {
        const [, name, value] = /^\s*(?:export\s+)?([A-Za-z_][\w-]*)=(.*)$/s.exec(one) ?? [];
        if (name !== undefined) add(name, through([{ text: unquoted(value ?? ""), trail }], hop(name, start, text)));
      }
    }
  }
  return found;

  function hop(name: string, start: number, text: string) {
    return { what: name, place: template.place(start, start + text.length) };
  }
}

function unquoted(value: string): string {
  const trimmed = value.trim();
  return /^(["']).*\1$/s.test(trimmed) && trimmed.length > 1 ? trimmed.slice(1, -1) : trimmed;
}

function linesOf(text: string): { readonly text: string; readonly start: number }[] {
  let start = 0;
  return text.split("\n").map((line) => {
    const found = { text: line, start };
    start += line.length + 1;
    return found;
  });
}
