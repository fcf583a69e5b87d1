// Scripts that a shell is started with: `bash -c SCRIPT`, `bash FILE`, `bash -s` and plain `bash`.
import type { Template } from "@deploy-actions/workflow-source";
import { type Command, firstText, literalOf, type Word } from "@deploy-actions/workflow-source/command";
import { mark, only } from "@deploy-actions/workflow-source/value";
import { filesNamed } from "../named-files.ts";
import { type Run, type Streams, templateOfValues } from "../run.ts";
import { scriptFile } from "../script-file.ts";
import type { Argument, Simple } from "../simple-command.ts";
import { type NestedScript, textOf, withArguments } from "./nested-script.ts";

/** Options of shells that take the next word. */
const SHELL_VALUES = /^(?:[-+]\w*[oO]|--rcfile|--init-file)$/;

/** Options come before the first operand. `bash -s` and plain `bash` read standard input. */
export function shellScripts(run: Run, simple: Simple, { stdin }: Command, streams: Streams): readonly NestedScript[] {
  const { args, assignments } = simple;
  const base = { host: run.host, variables: assignments, sharesScope: false };
  const isOperand = (arg: Argument, index: number): boolean =>
    !/^[-+]./.test(firstText(arg)) && !SHELL_VALUES.test(firstText(args[index - 1]));
  const found = args.findIndex(isOperand);
  const first = found === -1 ? args.length : found;
  const has = (option: RegExp): boolean => args.slice(0, first).some((arg) => option.test(firstText(arg)));
  const rest = args.slice(first + 1);
  if (has(/^-\w*c\w*$/)) {
    const script = textOf(run, args.slice(first, first + 1));
    return [{ ...base, script, variables: withArguments(assignments, rest.slice(1)), stdin }];
  }
  if (found === -1 || has(/^-\w*s\w*$/) || firstText(args[first]) === "-") {
    const variables = withArguments(assignments, args.slice(first));
    const input = stdin ?? (streams.isPiped === true ? unknownText(run, simple) : undefined);
    return input === undefined ? [] : [{ ...base, script: input, variables, stdin: undefined }];
  }
  const word = args[first];
  const file = firstText(word) === "/dev/stdin" ? stdin : (scriptFile(run, literalOf(word)) ?? anyFile(run, word));
  return file === undefined ? [] : [{ ...base, script: file, variables: withArguments(assignments, rest), stdin }];
}

/** A file whose name is known only in part. */
function anyFile(run: Run, word: Word | undefined): Template | undefined {
  return word === undefined || literalOf(word) !== undefined ? undefined : filesNamed(run, word);
}

function unknownText(run: Run, { node }: Simple): Template {
  return templateOfValues(only(mark("command")), run.script, node.pos, node.end);
}
