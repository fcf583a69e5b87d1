// A script's syntax tree, parsed by unbash (GNU Bash 5.3), which keeps positions and continues after errors. Chosen over tree-sitter's
// WebAssembly grammar and sh-syntax because it is plain JavaScript (26 kB packed compared to 1.4 MB and more), parses synchronously without
// start-up cost, and distinguishes quoted words from unquoted ones.
import { type AndOr, type CompoundList, type ParsedScript, type PipelineNode, parse } from "unbash";

// The node types that the walk handles, by their names in unbash.
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

/** Anything that can be run. */
export type Node = PipelineNode | AndOr | CompoundList;

/** `start` is an offset in the script; `message` is a clause. */
type ScriptError = { readonly message: string; readonly start: number };
export type Grammar = { readonly script: ParsedScript | undefined; readonly errors: readonly ScriptError[] };

/** Limits for unclosed brackets and here-documents, beyond which parsing takes quadratic time. */
const NESTING_LIMIT = 64;
const HEREDOC_LIMIT = 200;
/** Characters. Ten times the longest script in the labelled sample. */
const SIZE_LIMIT = 400_000;

/** Parses a bash or sh script. Never throws; errors are returned with their position. */
export function readGrammar(text: string): Grammar {
  const hostile = limitExceeded(text);
  if (hostile !== undefined) return { script: undefined, errors: [hostile] };
  try {
    const script = parse(text);
    return { script, errors: (script.errors ?? []).map(({ message, pos }) => ({ message, start: pos })) };
  } catch {
    return { script: undefined, errors: [{ message: "the parser failed", start: 0 }] };
  }
}

function limitExceeded(text: string): ScriptError | undefined {
  if (text.length > SIZE_LIMIT) return { message: `it is longer than ${SIZE_LIMIT} characters`, start: SIZE_LIMIT };
  let depth = 0;
  let heredocs = 0;
  for (const { 0: sign, index } of text.matchAll(/[(){}]|<</g)) {
    if (sign === "(" || sign === "{") depth++;
    else if (sign === "<<") heredocs++;
    else depth = Math.max(0, depth - 1);
    if (depth > NESTING_LIMIT || heredocs > HEREDOC_LIMIT) return { message: "it is nested too deeply", start: index };
  }
  return undefined;
}
