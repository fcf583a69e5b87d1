// Expands the words of a script in the scope that they are met in: variables, parameters, command substitution.
import type { Word } from "@deploy-actions/workflow-source/command";
import {
  EMPTY,
  isLiteral,
  mapText,
  mark,
  only,
  soleText,
  union,
  type Values,
  withHop,
} from "@deploy-actions/workflow-source/value";
import type { DoubleQuotedChild, Word as SyntaxWord, WordPart } from "unbash";
import { fieldsOf } from "./fields.ts";
import type { Assignment, CommandArgument } from "./grammar.ts";
import { applyOperation } from "./parameter.ts";
import { NOTHING, printed, type Run, spendOn } from "./run.ts";
import type { Assigned } from "./scope.ts";
import { type Expand, type Segment, segmentsOf, valuesOf, writtenOf } from "./segment.ts";

export function segments(run: Run, word: SyntaxWord): readonly Segment[] {
  return segmentsOf(word, run.script, expansionsOf(run));
}

/** What an expansion may be in this scope. */
export function expansionsOf(run: Run): Expand {
  return (part) => {
    const values = expansion(run, part);
    spendOn(
      run,
      values.reduce((sum, { text }) => sum + text.length, 0),
    );
    return values;
  };
}

/** What the word may be as a whole, as in an assignment: nothing falls apart. */
export function expandValues(run: Run, word: SyntaxWord): Values {
  return valuesOf(segments(run, word));
}

/** A word of the script, expanded once: what it is made of, and the words that a command receives for it. */
export type Expanded = { readonly segments: readonly Segment[]; readonly fields: readonly Word[] };

/** The words that a command receives for this one. */
export function expandFields(run: Run, word: CommandArgument): readonly Word[] {
  return expandWord(run, word).fields;
}

export function expandWord(run: Run, word: CommandArgument): Expanded {
  if (word.type === "Assignment") return assignmentWord(run, word);
  const list = listIn(run, word);
  if (list !== undefined) return { segments: listed(word, list), fields: list };
  const inner = segments(run, word);
  return { segments: inner, fields: fieldsOf(inner, run.script) };
}

/** More elements than anybody writes into one array. */
const LIST_LIMIT = 200;

export function assigned(run: Run, { name, value, append, index, pos, end }: Assignment): Assigned {
  const hop = { what: `$${name}`, place: run.script.place(pos, end) };
  const array = append || index !== undefined ? run.scope.arrays.get(name) : undefined;
  if (value.type === "ArrayValue") {
    const elements = value.elements.flatMap((element) => expandFields(run, element));
    return { elements: [...(array ?? []), ...elements.map(({ values }) => withHop(values, hop))].slice(0, LIST_LIMIT) };
  }
  const values = expandValues(run, value);
  // Which element has which name is not followed: any of them may be asked for.
  if (index !== undefined) return { elements: [...(array ?? []), withHop(values, hop)].slice(0, LIST_LIMIT) };
  const before = append ? variable(run, name) : undefined;
  return { values: withHop(before === undefined ? values : appended(before, values), hop) };
}

/** What a variable may be; undefined where nothing sets it. */
export function variable(run: Run, name: string): Values | undefined {
  const array = run.scope.arrays.get(name);
  return run.scope.variables.get(name) ?? (array === undefined ? run.inherited(name) : (array[0] ?? EMPTY));
}

function appended(before: Values, after: Values): Values {
  return union(...before.map((head) => mapText(after, (text) => head.text + text)));
}

/** `A=b` as an argument, for `export` and for programs that take such words. */
function assignmentWord(run: Run, { name, value, pos, end }: Assignment): Expanded {
  const text = `${name}=`;
  const head: Segment = { start: pos, end: pos + text.length, quoted: true, text, values: only(text) };
  const all = [head, ...(value.type === "ArrayValue" ? [] : segments(run, value))];
  const word = { values: valuesOf(all), written: writtenOf(all, run.script), place: run.script.place(pos, end) };
  return { segments: all, fields: [word] };
}

/** A list as a text: its elements with blanks between. */
function listed({ pos, end }: SyntaxWord, list: readonly Word[]): readonly Segment[] {
  const at = { start: pos, end, quoted: true };
  const blank: Segment = { ...at, text: " ", values: only(" ") };
  return list.flatMap(({ values }, index) => [...(index === 0 ? [] : [blank]), { ...at, values }]);
}

/** `"${ARRAY[@]}"` and `"$@"` alone are as many words as there are elements; those of a call stand where it was called. */
function listIn(run: Run, word: SyntaxWord): readonly Word[] | undefined {
  const name = /^"?\$(?:\{(\w+)\[[@*]\]\}|(@|\*)|\{(@|\*)\})"?$/.exec(word.text);
  if (name === null) return undefined;
  if (name[1] === undefined) return run.scope.positional ?? [];
  const place = run.script.place(word.pos, word.end);
  return run.scope.arrays.get(name[1])?.map((values) => ({ values, written: word.text, place }));
}

function expansion(run: Run, part: WordPart | DoubleQuotedChild): Values {
  const place = run.script.place(part.pos, part.end);
  switch (part.type) {
    case "SimpleExpansion":
      return variable(run, part.text.slice(1)) ?? unset(part.text.slice(1), run, part);
    case "ParameterExpansion": {
      const { parameter, prefix, operation, index } = part;
      if (prefix === "#") return only(mark("command"));
      const named = prefix === "!" ? soleText(variable(run, parameter) ?? []) : parameter;
      if (named === undefined || !isLiteral(named)) return only(mark("variable"));
      const values = (index === undefined ? undefined : elementOf(run, named, index)) ?? variable(run, named);
      if (operation !== undefined) {
        return applyOperation(values, operation, {
          expand: (word) => expandValues(run, word),
          place,
          written: part.text,
        });
      }
      return values ?? unset(named, run, part);
    }
    case "CommandExpansion": {
      if (part.script === undefined || part.script.source !== undefined) return only(mark("command"));
      const inner = run.scope.fork();
      const output = run.execute.statements({ ...run, scope: inner }, part.script.commands, {
        stdin: undefined,
        wanted: true,
      });
      run.scope.adopt(inner);
      if (output === undefined) return withHop(only(mark("command")), { what: `output of ${part.text}`, place });
      return output === NOTHING ? only("") : printed(output);
    }
    case "ArithmeticExpansion":
      return only(mark("command"));
    case "ProcessSubstitution":
      return substituted(run, part);
    default:
      return only(mark("expression"));
  }
}

/** The element of that number, or any of them where the index is something else. */
function elementOf(run: Run, name: string, index: SyntaxWord): Values | undefined {
  const array = run.scope.arrays.get(name);
  if (array === undefined || array.length === 0) return undefined;
  return /^\d+$/.test(index.text) ? array[Number(index.text)] : union(...array);
}

/** Names for the files of process substitutions: enough for those of one command, which alone are read under them. */
const DESCRIPTORS = 1024;

/** `<( … )` is the name of a file in which the command finds what the script prints. */
function substituted(run: Run, { script, operator, pos }: Extract<WordPart, { type: "ProcessSubstitution" }>): Values {
  if (script === undefined || script.source !== undefined) return only(mark("command"));
  const inner = run.scope.fork();
  const output = run.execute.statements({ ...run, scope: inner }, script.commands, {
    stdin: undefined,
    wanted: operator === "<",
  });
  run.scope.adopt(inner);
  if (output === undefined || operator === ">") return only(mark("command"));
  const path = `/dev/fd/${pos % DESCRIPTORS}`;
  run.scope.files.set(path, output);
  return only(path);
}

/** Nothing in the repository sets it: the machine that runs the script may. */
export function unset(name: string, run: Run, { pos, end }: { pos: number; end: number }): Values {
  const where = run.host === "remote" ? "set by nothing but the host" : "set nowhere in this workflow";
  return withHop(only(mark("variable")), { what: `$${name}, ${where}`, place: run.script.place(pos, end) });
}
