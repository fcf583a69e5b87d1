// Expands the words of a script in the scope that they are met in: variables, parameters, command substitution.
import type { DoubleQuotedChild, Word as SyntaxWord, WordPart } from "unbash";
import type { Word } from "../deploy/command.ts";
import { isLiteral, mark } from "../value/mark.ts";
import { mapText, only, soleText, through, union, type Values } from "../value/value.ts";
import { fieldsOf } from "./fields.ts";
import { applyOperation } from "./parameter.ts";
import { NOTHING, printed, type Run } from "./run.ts";
import { type Expand, type Segment, segmentsOf, valuesOf, writtenOf } from "./segment.ts";
import type { Assignment, CommandArgument } from "./syntax.ts";
import { walkAll } from "./walk.ts";

export function segments(run: Run, word: SyntaxWord): readonly Segment[] {
  return segmentsOf(word, run.script, expansionsOf(run));
}

/** What an expansion may be in this scope. */
export function expansionsOf(run: Run): Expand {
  return (part) => expansion(run, part);
}

/** What the word may be as a whole, as in an assignment: nothing falls apart. */
export function expandValues(run: Run, word: SyntaxWord): Values {
  return valuesOf(segments(run, word));
}

/** The words that a command receives for this one. */
export function expandFields(run: Run, word: CommandArgument): readonly Word[] {
  if (word.type === "Assignment") return [assignmentWord(run, word)];
  return listIn(run, word) ?? fieldsOf(segments(run, word), run.script);
}

/** What an assignment gives its variable, with the hop that says so. An array gives its elements. */
export function assigned(run: Run, assignment: Assignment): Values | readonly Values[] {
  const { name, value, append } = assignment;
  const hop = { what: `$${name}`, place: run.script.place(assignment.pos, assignment.end) };
  if (value.type === "ArrayValue") {
    const elements = value.elements.flatMap((element) => expandFields(run, element));
    return elements.map((element) => through(element.values, hop));
  }
  const values = expandValues(run, value);
  const before = append ? variable(run, name) : undefined;
  return through(before === undefined ? values : appended(before, values), hop);
}

/** What a variable may be; undefined where nothing sets it. */
export function variable(run: Run, name: string): Values | undefined {
  return run.scope.variables.get(name) ?? run.scope.arrays.get(name)?.[0] ?? run.inherited(name);
}

function appended(before: Values, after: Values): Values {
  return union(...before.map((head) => mapText(after, (text) => head.text + text)));
}

/** `A=b` as an argument, for `export` and for programs that take such words. */
function assignmentWord(run: Run, assignment: Assignment): Word {
  const { name, value, pos, end } = assignment;
  const inner = value.type === "ArrayValue" ? [] : segments(run, value);
  const values = mapText(valuesOf(inner), (text) => `${name}=${text}`);
  return { values, written: `${name}=${writtenOf(inner, run.script)}`, place: run.script.place(pos, end) };
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
      const element = index === undefined ? undefined : run.scope.arrays.get(named)?.[Number(index.text)];
      const values = element ?? variable(run, named);
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
      const output = walkAll({ ...run, scope: inner }, part.script.commands, { stdin: undefined, wanted: true });
      run.scope.adopt(inner);
      if (output === undefined) return through(only(mark("command")), { what: `output of ${part.text}`, place });
      return output === NOTHING ? only("") : printed(output);
    }
    case "ArithmeticExpansion":
      return only(mark("command"));
    case "ProcessSubstitution":
      if (part.script !== undefined && part.script.source === undefined) {
        walkAll({ ...run, scope: run.scope.fork() }, part.script.commands, { stdin: undefined, wanted: false });
      }
      return only(mark("command"));
    default:
      return only(mark("expression"));
  }
}

/** Nothing in the repository sets it: the machine that runs the script may. */
function unset(name: string, run: Run, { pos, end }: { pos: number; end: number }): Values {
  const where = run.host === "remote" ? "set by nothing but the host" : "set nowhere in this workflow";
  return through(only(mark("variable")), { what: `$${name}, ${where}`, place: run.script.place(pos, end) });
}
