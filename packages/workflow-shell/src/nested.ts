// Scripts inside the words and the standard input of a command: `bash -c`, `eval`, `ssh host "…"`, `ssh host <<EOF`, `su -c`, and
// repository scripts called by name. Outer expansion has already happened: unquoted here-documents and double-quoted arguments are expanded
// by the outer shell.
import { type Template, TemplateWriter } from "@deploy-actions/workflow-source";
import {
  type Command,
  firstText,
  type Host,
  literalOf,
  locate,
  type Word,
} from "@deploy-actions/workflow-source/command";
import type { Values } from "@deploy-actions/workflow-source/value";
import { filesOf, readNamed } from "./paths.ts";
import { joinedTemplates, type Run } from "./run.ts";
import { type Argument, type Simple, writeWords } from "./simple-command.ts";

/** `variables` are those passed to the script; a script that shares its scope (`eval`) sees all variables. */
export type NestedScript = {
  readonly script: Template;
  readonly host: Host;
  readonly variables: ReadonlyMap<string, Values>;
  readonly stdin: Template | undefined;
  readonly sharesScope: boolean;
};

const SHELLS = new Set(["bash", "sh", "dash", "ash", "zsh", "ksh"]);
/** Options of ssh (OpenSSH, ssh(1)) that take the next word. */
const SSH_VALUES = new Set("-b -B -c -D -E -e -F -I -i -J -L -l -m -O -o -P -p -Q -R -S -W -w".split(" "));
const SCRIPT_NAME = /\.(?:ba)?sh$|^[\w.-]*\/[\w./-]+$/;

export function nestedScripts(run: Run, simple: Simple, command: Command): readonly NestedScript[] {
  const { program, args, assignments } = simple;
  const here = { host: run.host, variables: assignments, stdin: undefined, sharesScope: false };
  if (program === "eval") return [{ ...here, script: textOf(run, args), sharesScope: true }];
  if (SHELLS.has(program)) return shellScripts(run, simple, command);
  if (program === "ssh" || program === "autossh") return sshScripts(run, args, command);
  if (program === "tailscale" && firstText(args[0]) === "ssh") return sshScripts(run, args.slice(1), command);
  if (program === "su" || program === "runuser" || program === "script") {
    const at = args.findIndex((arg) => /^(?:-\w*c|--command)$/.test(firstText(arg)));
    return at === -1 ? [] : [{ ...here, script: textOf(run, args.slice(at + 1, at + 2)) }];
  }
  if (program === "gcloud" || program === "az") return cloudScripts(run, simple, command);
  const file = SCRIPT_NAME.test(simple.path) ? scriptFile(run, simple.path) : undefined;
  return file === undefined ? [] : [{ ...here, script: file, variables: withArguments(assignments, args) }];
}

/** `bash -c SCRIPT`, `bash FILE`, `bash -s` and plain `bash`, which read standard input. Options come before the first operand. */
function shellScripts(run: Run, simple: Simple, { stdin }: Command): readonly NestedScript[] {
  const { args, assignments } = simple;
  const base = { host: run.host, variables: assignments, sharesScope: false };
  const isOperand = (arg: Argument, index: number): boolean =>
    !/^[-+]/.test(firstText(arg)) && !/^[-+]o$/.test(firstText(args[index - 1]));
  const found = args.findIndex(isOperand);
  const first = found === -1 ? args.length : found;
  const has = (option: RegExp): boolean => args.slice(0, first).some((arg) => option.test(firstText(arg)));
  const rest = args.slice(first + 1);
  if (has(/^-\w*c$/)) {
    const script = textOf(run, args.slice(first, first + 1));
    return [{ ...base, script, variables: withArguments(assignments, rest.slice(1)), stdin }];
  }
  if (found === -1 || has(/^-\w*s\w*$/)) {
    const variables = withArguments(assignments, args.slice(first));
    return stdin === undefined ? [] : [{ ...base, script: stdin, variables, stdin: undefined }];
  }
  const file = scriptFile(run, literalOf(args[first]));
  return file === undefined ? [] : [{ ...base, script: file, variables: withArguments(assignments, rest), stdin }];
}

/** `ssh [options] host [options] [command …]`: the words after the host are a script for its shell, as is standard input. */
function sshScripts(run: Run, args: readonly Argument[], command: Command): readonly NestedScript[] {
  return remoteScript(run, behindOptions(behindOptions(args).slice(1)), command);
}

/** The words after the host, joined by spaces, or standard input if there are none. */
function remoteScript(run: Run, words: readonly Argument[], { stdin }: Command): readonly NestedScript[] {
  if (words.length > 0) return [{ ...REMOTE, script: textOf(run, words), stdin }];
  return stdin === undefined ? [] : [{ ...REMOTE, script: stdin, stdin: undefined }];
}

const REMOTE = { host: "remote", variables: new Map<string, Values>(), sharesScope: false } as const;

function behindOptions(args: readonly Argument[]): readonly Argument[] {
  let at = 0;
  while (firstText(args[at]).startsWith("-")) at += SSH_VALUES.has(firstText(args[at])) ? 2 : 1;
  return args.slice(at);
}

/** `gcloud compute ssh --command=…`, `… ssh host -- …`, `az vm run-command invoke --scripts …`, `az ssh vm … -- …`. */
function cloudScripts(run: Run, { args, program }: Simple, command: Command): readonly NestedScript[] {
  const words = args.map(firstText);
  const isSsh = words.includes("ssh");
  const runs = program === "gcloud" ? isSsh : words.includes("run-command") || words.includes("exec");
  const option = program === "gcloud" ? /^--command(?:=|$)/ : /^--scripts?(?:=|$)/;
  const at = runs ? words.findIndex((word) => option.test(word)) : -1;
  if (at !== -1) return [{ ...REMOTE, script: optionScript(run, args.slice(at)), stdin: undefined }];
  const behind = words.indexOf("--");
  return isSsh && behind !== -1 ? remoteScript(run, behindOptions(args.slice(behind + 1)), command) : [];
}

/** The value of the first of these options; `az` takes one line of the script in each word up to the next option. */
function optionScript(run: Run, [option, ...rest]: readonly Argument[]): Template {
  if (option !== undefined && firstText(option).includes("=")) return withoutOption(textOf(run, [option]));
  const next = rest.findIndex((arg) => firstText(arg).startsWith("-"));
  const lines = rest.slice(0, next === -1 ? undefined : next);
  return joinedTemplates(
    lines.map((line) => textOf(run, [line])),
    "\n",
  );
}

function withoutOption(script: Template): Template {
  const writer = new TemplateWriter();
  writer.slice(script, script.text.indexOf("=") + 1, script.text.length);
  return writer.done();
}

/** The text of some of a command's words, separated by spaces, with the place of each character. */
function textOf(run: Run, words: readonly Argument[]): Template {
  const writer = new TemplateWriter();
  writeWords(words, run.script, writer);
  return writer.done();
}

/** A repository script, by the name that a command uses: on a host, the copied file or the one of the same name. */
function scriptFile(run: Run, path: string | undefined): Template | undefined {
  if (path === undefined || path.length > 300) return undefined;
  const { host, scope, repository } = run;
  const { directory, elsewhere } = scope;
  const files = filesOf(scope, repository);
  if (host === "runner") return readNamed(run, path);
  const found = locate({ host, directory, elsewhere, files }, path);
  return "path" in found ? files.read(found.path) : undefined;
}

function withArguments(variables: ReadonlyMap<string, Values>, args: readonly Word[]): ReadonlyMap<string, Values> {
  const numbered = args.slice(0, 9).map(({ values }, index) => [String(index + 1), values] as const);
  return new Map([...variables, ...numbered]);
}
