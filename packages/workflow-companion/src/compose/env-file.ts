// Reads a `.env` file as compose does: `NAME=value`, `export NAME=value`, comments, quotes, and variables outside single quotes.
// https://docs.docker.com/compose/how-tos/environment-variables/variable-interpolation/#env-file-syntax
import { type Template, valuesIn } from "@deploy-actions/workflow-source";
import type { Files } from "@deploy-actions/workflow-source/command";
import { type Values, withHop } from "@deploy-actions/workflow-source/value";
import { interpolate, type Variables } from "./interpolate.ts";

/**
 * The given variables, with values from existing env files as a fallback; later files take precedence. Paths are relative to the repository
 * root.
 */
export function withEnvFiles(variables: Variables, paths: readonly string[], files: Files): Variables {
  const read = paths.flatMap((path) => {
    const file = files.read(path);
    return file === undefined ? [] : [readEnvFile(file, variables)];
  });
  return (name) => variables(name) ?? read.findLast((file) => file.has(name))?.get(name);
}

/** The last value of a repeated name counts. A multi-line value is read up to the end of its first line. */
export function readEnvFile(file: Template, variables: Variables): ReadonlyMap<string, Values> {
  const found = new Map<string, Values>();
  const known: Variables = (name) => variables(name) ?? found.get(name);
  let at = 0;
  for (const line of file.text.split("\n")) {
    const entry = entryOf(line);
    if (entry !== undefined) {
      const start = at + entry.start;
      const value = piece(file, start, start + entry.value.length);
      const values = entry.isPlain ? valuesIn(value.text, value.holes) : interpolate(value, known);
      const place = file.place(at + entry.nameStart, start + entry.value.length);
      found.set(entry.name, withHop(values, { what: `${entry.name} in ${place.path}`, place }));
    }
    at += line.length + 1;
  }
  return found;
}

type Entry = {
  readonly name: string;
  readonly nameStart: number;
  readonly value: string;
  /** Offset of the value in its line, after an opening quote. */
  readonly start: number;
  /** In single quotes, where `$` is literal. */
  readonly isPlain: boolean;
};

const HEAD = /^\s*(?:export\s+)?([A-Za-z_][\w.-]*)\s*[=:][ \t]*/;

function entryOf(line: string): Entry | undefined {
  const head = HEAD.exec(line);
  const name = head?.[1];
  if (head === null || name === undefined) return undefined;
  const nameStart = head[0].indexOf(name, head[0].startsWith("export") ? 6 : 0);
  const rest = line.slice(head[0].length);
  const quote = rest.startsWith("'") || rest.startsWith('"') ? rest.charAt(0) : "";
  const close = quote === "" ? -1 : rest.indexOf(quote, 1);
  if (close !== -1) {
    return { name, nameStart, value: rest.slice(1, close), start: head[0].length + 1, isPlain: quote === "'" };
  }
  const comment = rest.search(/(?:^|[ \t])#/);
  const value = (comment === -1 ? rest : rest.slice(0, comment)).trimEnd();
  return { name, nameStart, value, start: head[0].length, isPlain: false };
}

function piece(file: Template, start: number, end: number): Template {
  return {
    text: file.text.slice(start, end),
    holes: file.holes,
    written: file.written,
    place: (from, to) => file.place(start + from, start + to),
  };
}
