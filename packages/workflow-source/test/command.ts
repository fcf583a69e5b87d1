// Commands for tests of verbs, from a line of plain words: no quotes, no expansion, only blanks between the words.
import type { Command, Word } from "../src/command/command.ts";
import { templateOfFile } from "../src/decode.ts";
import type { Template } from "../src/template.ts";
import { only, type Values } from "../src/value/value.ts";
import { filesOf } from "./files.ts";

export type TestEnvironment = {
  readonly host?: Command["host"];
  readonly directory?: string | undefined;
  /** What variables may be; a text is the one thing a variable is. */
  readonly variables?: Readonly<Record<string, string | Values>>;
  /** What a word `$NAME` of the line may be. */
  readonly words?: Readonly<Record<string, string | Values>>;
  readonly files?: Readonly<Record<string, string | Template>>;
  readonly stdin?: string | Template;
};

/** The line stands alone in the file `script`, so that a word's column is its place in the line. Marks may stand in it as they are. */
export function commandOf(line: string, given: TestEnvironment = {}): Command {
  const template = templateOfFile({ path: "script", text: line });
  const [program, ...args] = [...line.matchAll(/\S+/g)].map(({ 0: written, index }): Word => {
    const named = written.startsWith("$") ? given.words?.[written.slice(1)] : undefined;
    return { values: valuesOf(named ?? written), written, place: template.place(index, index + written.length) };
  });
  const variables = new Map(Object.entries(given.variables ?? {}));
  return {
    program: program?.written ?? "",
    args,
    place: template.place(0, line.length),
    host: given.host ?? "runner",
    directory: "directory" in given ? given.directory : "",
    variable(name) {
      const value = variables.get(name);
      return value === undefined ? undefined : valuesOf(value);
    },
    files: filesOf(given.files ?? {}),
    stdin: typeof given.stdin === "string" ? templateOfFile({ path: "stdin", text: given.stdin }) : given.stdin,
  };
}

function valuesOf(value: string | Values): Values {
  return typeof value === "string" ? only(value) : value;
}
