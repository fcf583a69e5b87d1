// The commands of a shell script, wherever they stand in it: loops, functions, substitutions. Grammar by unbash (GNU Bash 5.3),
// which keeps positions and goes on after errors.
import { forEachChild, parse, type SyntaxNode } from "unbash";
import { type Expression, expressionsIn, maskExpressions } from "./expression.ts";
import { readWord } from "./read-word.ts";
import type { Word } from "./word.ts";

/** The words of one simple command; the first is its name. Assignments before it and redirections are not among them. */
type ShellCommand = { readonly words: readonly Word[] };
/** `start` is an offset in the script. */
type ScriptError = { readonly message: string; readonly start: number };
export type Script = { readonly commands: readonly ShellCommand[]; readonly errors: readonly ScriptError[] };

/** Unclosed brackets and here-documents, above which the parser's time grows with the square of the script. */
const NESTING_LIMIT = 64;
const HEREDOC_LIMIT = 200;

/** Reads a bash or sh script of a workflow, expressions included. Never throws; what cannot be read is an error with a place. */
export function readScript(text: string): Script {
  const expressions = expressionsIn(text);
  const masked = maskExpressions(text, expressions);
  const hostile = hostileAt(masked);
  if (hostile !== undefined) return { commands: [], errors: [{ message: "it nests too deeply", start: hostile }] };
  try {
    return collect(masked, expressions);
  } catch {
    return { commands: [], errors: [{ message: "the parser gave up", start: 0 }] };
  }
}

function collect(masked: string, expressions: readonly Expression[]): Script {
  const commands: ShellCommand[] = [];
  const errors: ScriptError[] = [];
  const waiting: SyntaxNode[] = [parse(masked)];
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    if (node.type === "Script") {
      // Inside escaped backticks positions count in a text of their own: those scripts have no place in the file.
      if (node.source !== undefined) continue;
      for (const error of node.errors ?? []) errors.push({ message: error.message, start: error.pos });
    }
    if (node.type === "Command" && node.name !== undefined) commands.push(readCommand(node, expressions));
    forEachChild(node, (child) => waiting.push(child));
  }
  commands.sort((a, b) => (a.words[0]?.start ?? 0) - (b.words[0]?.start ?? 0));
  return { commands, errors: errors.sort((a, b) => a.start - b.start) };
}

function readCommand(node: Extract<SyntaxNode, { type: "Command" }>, expressions: readonly Expression[]): ShellCommand {
  const name = node.name === undefined ? [] : [readWord(node.name, expressions)];
  const args = node.args.map((arg) =>
    arg.type === "Word"
      ? readWord(arg, expressions)
      : { pieces: [{ kind: "literal" as const, text: arg.text }], start: arg.pos, end: arg.end },
  );
  return { words: [...name, ...args] };
}

function hostileAt(text: string): number | undefined {
  let depth = 0;
  let heredocs = 0;
  for (const { 0: sign, index } of text.matchAll(/[(){}]|<</g)) {
    if (sign === "(" || sign === "{") depth++;
    else if (sign === "<<") heredocs++;
    else depth = Math.max(0, depth - 1);
    if (depth > NESTING_LIMIT || heredocs > HEREDOC_LIMIT) return index;
  }
  return undefined;
}
