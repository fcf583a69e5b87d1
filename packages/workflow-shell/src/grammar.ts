// A script's syntax tree by unbash (GNU Bash 5.3), which keeps positions and goes on after errors. Why unbash and not tree-sitter's
// grammar in WebAssembly or sh-syntax: it is plain JavaScript (26 kB packed against 1.4 MB and more), parses synchronously without a
// start-up of its own, and its tree tells a quoted word from an unquoted one.
import { type AndOr, type CompoundList, type ParsedScript, type PipelineNode, parse } from "unbash";

// The nodes that the walk knows, by the names they have in unbash.
export type {
  AndOr,
  Assignment,
  Case,
  Command,
  CommandArgument,
  CompoundList,
  If,
  Redirection,
  Statement,
} from "unbash";

/** Anything that runs. */
export type Node = PipelineNode | AndOr | CompoundList;

/** `start` is an offset in the script; `message` is a clause. */
type ScriptError = { readonly message: string; readonly start: number };
export type Grammar = { readonly script: ParsedScript | undefined; readonly errors: readonly ScriptError[] };

/** Unclosed brackets and here-documents, above which the parser's time grows with the square of the script. */
const NESTING_LIMIT = 64;
const HEREDOC_LIMIT = 200;
/** Characters. Ten times the longest script of the labelled sample. */
const SIZE_LIMIT = 400_000;

/** Reads a bash or sh script. Never throws; what cannot be read is an error with its place. */
export function readGrammar(text: string): Grammar {
  const hostile = hostileAt(text);
  if (hostile !== undefined) return { script: undefined, errors: [hostile] };
  try {
    const script = parse(text);
    return { script, errors: (script.errors ?? []).map(({ message, pos }) => ({ message, start: pos })) };
  } catch {
    return { script: undefined, errors: [{ message: "the parser gave up", start: 0 }] };
  }
}

function hostileAt(text: string): ScriptError | undefined {
  if (text.length > SIZE_LIMIT) return { message: `it is longer than ${SIZE_LIMIT} characters`, start: SIZE_LIMIT };
  let depth = 0;
  let heredocs = 0;
  for (const { 0: sign, index } of text.matchAll(/[(){}]|<</g)) {
    if (sign === "(" || sign === "{") depth++;
    else if (sign === "<<") heredocs++;
    else depth = Math.max(0, depth - 1);
    if (depth > NESTING_LIMIT || heredocs > HEREDOC_LIMIT) return { message: "it nests too deeply", start: index };
  }
  return undefined;
}
