// Expands the words of a script in the current scope: variables, parameters, command substitution.
import { TemplateWriter } from "@deploy-actions/workflow-source";
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
import { walkArithmetic } from "./arithmetic.ts";
import { braceAlternatives } from "./braces.ts";
import { splitFields } from "./fields.ts";
import type { Assignment, CommandArgument } from "./grammar.ts";
import { DEPTH_LIMIT } from "./nesting-limit.ts";
import { applyOperation } from "./parameter.ts";
import { NOTHING, printed, type Run, spendOn, UNUSED } from "./run.ts";
import type { Assigned } from "./scope.ts";
import { type Expand, type Segment, segmentsOf, valuesOf, writtenOf } from "./segment.ts";

export function segments(run: Run, word: SyntaxWord): readonly Segment[] {
  return segmentsOf(word, run.script, expansionsOf(run));
}

/** Returns a function that computes the possible values of an expansion in this scope. */
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

/** The possible values of the complete word, without word splitting, as in an assignment. */
export function expandValues(run: Run, word: SyntaxWord): Values {
  return valuesOf(segments(run, word));
}

/** An expanded word: its segments, and the words that a command receives for it. */
export type Expanded = { readonly segments: readonly Segment[]; readonly fields: readonly Word[] };

/** The words that a command receives for this word. */
export function expandFields(run: Run, word: CommandArgument): readonly Word[] {
  return expandWord(run, word).fields;
}

export function expandWord(run: Run, word: CommandArgument): Expanded {
  if (word.type === "Assignment") return assignmentWord(run, word);
  const list = listIn(run, word);
  if (list !== undefined) return { segments: listed(word, list), fields: list };
  const separators = soleText(run.scope.variables.get("IFS") ?? FIELD_SEPARATORS);
  const alternatives = braceAlternatives(word);
  if (alternatives !== undefined) {
    const inner = alternatives.map((one) => segments(run, one));
    return { segments: inner.flat(), fields: inner.flatMap((one) => splitFields(one, run.script, separators)) };
  }
  const inner = segments(run, word);
  return { segments: inner, fields: splitFields(inner, run.script, separators) };
}

/** Maximum number of array elements, more than real scripts have. */
const LIST_LIMIT = 4000;

/** An unknown element stands for those that do not fit. */
function limited(elements: readonly Values[]): readonly Values[] {
  return elements.length > LIST_LIMIT ? [...elements.slice(0, LIST_LIMIT), only(mark("command"))] : elements;
}

export function assigned(run: Run, { name, value, append, index, pos, end }: Assignment): Assigned {
  const hop = { what: `$${name}`, place: run.script.place(pos, end) };
  const array = append || index !== undefined ? run.scope.arrays.get(name) : undefined;
  if (value.type === "ArrayValue") {
    const elements = value.elements.flatMap((element) => expandFields(run, element));
    return { elements: limited([...(array ?? []), ...elements.map(({ values }) => withHop(values, hop))]) };
  }
  const values = expandValues(run, value);
  // Indexes are not tracked: any element may be read later.
  if (index !== undefined) expandValues(run, index);
  if (index !== undefined) return { elements: limited([...(array ?? []), withHop(values, hop)]) };
  const before = append ? variable(run, name) : undefined;
  return { values: withHop(before === undefined ? values : appended(before, values), hop) };
}

/** The possible values of a variable; undefined if nothing sets it. */
export function variable(run: Run, name: string): Values | undefined {
  const array = run.scope.arrays.get(name);
  const known = run.scope.variables.get(name) ?? (array === undefined ? run.inherited(name) : (array[0] ?? EMPTY));
  return known ?? (name === "IFS" ? FIELD_SEPARATORS : undefined);
}

/** Unless a script sets others (POSIX 2.6.5). */
const FIELD_SEPARATORS: Values = only(" \t\n");

function appended(before: Values, after: Values): Values {
  return union(...before.map((head) => mapText(after, (text) => head.text + text)));
}

/** `A=b` as an argument, for `export` and other programs that accept it. */
function assignmentWord(run: Run, { name, value, pos, end }: Assignment): Expanded {
  const text = `${name}=`;
  const head: Segment = { start: pos, end: pos + text.length, quoted: true, text, values: only(text) };
  const all = [head, ...(value.type === "ArrayValue" ? [] : segments(run, value))];
  const word = { values: valuesOf(all), written: writtenOf(all, run.script), place: run.script.place(pos, end) };
  return { segments: all, fields: [word] };
}

/** A list as a text: its elements separated by spaces. */
function listed({ pos, end }: SyntaxWord, list: readonly Word[]): readonly Segment[] {
  const at = { start: pos, end, quoted: true };
  const blank: Segment = { ...at, text: " ", values: only(" ") };
  return list.flatMap(({ values }, index) => [...(index === 0 ? [] : [blank]), { ...at, values }]);
}

/** `"${ARRAY[@]}"` and `"$@"` alone expand to one word per element; call arguments keep the place of the call. */
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
      return variable(run, part.text.slice(1)) ?? unsetVariable(part.text.slice(1), run, part);
    case "ParameterExpansion": {
      const { parameter, prefix, operation, index } = part;
      if (prefix === "#") return only(mark("command"));
      if (index !== undefined && index.parts !== undefined) expandValues(run, index);
      const named = prefix === "!" ? soleText(variable(run, parameter) ?? []) : parameter;
      if (named === undefined || !isLiteral(named)) return only(mark("variable"));
      const values = (index === undefined ? undefined : elementOf(run, named, index)) ?? variable(run, named);
      if (operation?.type === "Transform" && operation.operator === "@") return transformed(run, values, part);
      if (operation !== undefined) {
        return applyOperation(values, operation, {
          expand: (word) => expandValues(run, word),
          place,
          written: part.text,
        });
      }
      return values ?? unsetVariable(named, run, part);
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
      walkArithmetic(run, part.expression, expandValues);
      return only(mark("command"));
    case "ProcessSubstitution":
      return substituted(run, part);
    default:
      return only(mark("expression"));
  }
}

/** `${x@P}` expands the value as a prompt, which runs the command substitutions in it. */
function transformed(run: Run, values: Values | undefined, { pos, end, text }: WordPart | DoubleQuotedChild): Values {
  for (const value of text.endsWith("@P}") ? (values ?? []) : []) {
    if (!/\$\(|`/.test(value.text)) continue;
    const writer = new TemplateWriter();
    writer.at(`: "${value.text.replaceAll('"', "")}"`, pos, end, run.script);
    if (run.depth < DEPTH_LIMIT) {
      const inner = { ...run, script: writer.done(), scope: run.scope.fork(), depth: run.depth + 1 };
      run.execute.script(inner, UNUSED);
    }
  }
  return only(mark("variable"));
}

/** The element at that index, or any element if the index is not a number. */
function elementOf(run: Run, name: string, index: SyntaxWord): Values | undefined {
  const array = run.scope.arrays.get(name);
  if (array === undefined || array.length === 0) return undefined;
  return /^\d+$/.test(index.text) ? array[Number(index.text)] : union(...array);
}

/** File names for process substitutions: enough for one command, since they are read only under that command. */
const DESCRIPTORS = 1024;

/** `<( … )` expands to the name of a file with the script's output, `>( … )` to one that the script reads, whatever is written there. */
function substituted(run: Run, { script, operator, pos }: Extract<WordPart, { type: "ProcessSubstitution" }>): Values {
  if (script === undefined || script.source !== undefined) return only(mark("command"));
  const inner = run.scope.fork();
  const output = run.execute.statements({ ...run, scope: inner }, script.commands, {
    stdin: undefined,
    wanted: operator === "<",
    isPiped: operator === ">",
  });
  run.scope.adopt(inner);
  if (output === undefined || operator === ">") return only(mark("command"));
  const path = `/dev/fd/${pos % DESCRIPTORS}`;
  run.scope.files.set(path, output);
  return only(path);
}

/** Nothing in the repository sets the variable, but the machine that runs the script may. */
export function unsetVariable(name: string, run: Run, { pos, end }: { pos: number; end: number }): Values {
  const where = run.host === "remote" ? "not set outside the host" : "not set in this workflow";
  return withHop(only(mark("variable")), { what: `$${name}, ${where}`, place: run.script.place(pos, end) });
}
