// Text that a program hands to a shell: `su -c TEXT`, `watch TEXT`, `sudo -s TEXT`, `at now` from its standard input.
import { type Template, TemplateWriter } from "@deploy-actions/workflow-source";
import { firstText } from "@deploy-actions/workflow-source/command";
import { filesNamed } from "../named-files.ts";
import { NOTHING, type Run, type Streams } from "../run.ts";
import type { Argument, Simple } from "../simple-command.ts";
import { cutFrom, textOf } from "./nested-script.ts";

/** Options whose value is a script, attached (`--command=x`, `-cx`) or in the next word. */
const SCRIPT_OPTIONS: ReadonlyMap<string, RegExp> = new Map([
  ["su", /^(?:-\w*c|--command|--session-command)(?:=|$)/],
  ["runuser", /^(?:-\w*c|--command|--session-command)(?:=|$)/],
  ["script", /^(?:-[aefqB]*c|--command)(?:=|$|(?<=c)(?=\S))/],
  ["flock", /^(?:-c|--command)(?:=|$)/],
  ["sg", /^-c$/],
  ["env", /^(?:-\w*S|--split-string)(?:=|$|(?<=S)(?=\S))/],
  ["nix-shell", /^(?:--run|--command)$/],
]);

/** The text; undefined if the program runs none. */
export function textRunBy(run: Run, simple: Simple, { stdin }: Streams): Template | undefined {
  const option = SCRIPT_OPTIONS.get(simple.program);
  const at = option === undefined ? -1 : simple.args.findIndex((arg) => option.test(firstText(arg)));
  return option === undefined || at === -1
    ? textWithoutOption(run, simple, stdin)
    : textOfOption(run, simple.args.slice(at), option);
}

/** The value of the first of these words, which is the option, or else the next word. */
function textOfOption(run: Run, words: readonly Argument[], option: RegExp): Template {
  const given = firstText(words[0]);
  const attached = given.replace(option, "");
  if (attached === "") return textOf(run, words.slice(1, 2));
  return cutFrom(textOf(run, words.slice(0, 1)), given.length - attached.length);
}

/** Programs that take the text as operands, in a file, or from standard input. */
function textWithoutOption(run: Run, { program, args }: Simple, stdin: Template | undefined): Template | undefined {
  const operands = args.filter((arg) => !firstText(arg).startsWith("-"));
  switch (program) {
    case "watch":
      return textOf(run, args.slice(args.findIndex((arg) => /\s/.test(firstText(arg)))));
    case "sg":
      return operands.length > 1 ? textOf(run, operands.slice(1)) : undefined;
    case "sudo":
      return operands.length > 0 ? textOf(run, operands) : stdin;
    case "su":
      return stdin;
    case "at":
    case "batch":
      return scheduledText(run, args, stdin);
    case "crontab":
      return tableText(run, args, operands, stdin);
    default:
      return undefined;
  }
}

/** `at -f FILE`, or its standard input. */
function scheduledText(run: Run, args: readonly Argument[], stdin: Template | undefined): Template | undefined {
  const option = args.findIndex((arg) => firstText(arg) === "-f");
  if (option === -1) return stdin;
  const file = args[option + 1];
  return file === undefined ? NOTHING : filesNamed(run, file);
}

/** `crontab FILE`, `crontab -`, or `crontab` with standard input; `-l` and `-r` install nothing. */
function tableText(
  run: Run,
  args: readonly Argument[],
  [file]: readonly Argument[],
  stdin: Template | undefined,
): Template | undefined {
  const table = file === undefined || args.some((arg) => firstText(arg) === "-") ? stdin : filesNamed(run, file);
  return table === undefined || args.some((arg) => /^-[lr]/.test(firstText(arg))) ? undefined : withoutSchedules(table);
}

/** The commands of a crontab(5). */
function withoutSchedules(table: Template): Template {
  const writer = new TemplateWriter();
  let from = 0;
  for (const line of table.text.split("\n")) {
    const schedule = /^\s*(?:@\w+|(?:[\d*/,\-A-Za-z]+\s+){4}[\d*/,\-A-Za-z]+)\s+/.exec(line)?.[0].length ?? 0;
    writer.slice(table, from + schedule, Math.min(from + line.length + 1, table.text.length));
    from += line.length + 1;
  }
  return writer.done();
}
