// Scripts inside the words and the standard input of a command: `bash -c`, `eval`, `ssh host "…"`, `ssh host <<EOF`, `su -c`, and scripts of the
// repository that are called by name. Which side expands what has been settled by the time they get here: an unquoted here-document and a
// double-quoted argument were expanded outside.
import { type Command, type Host, literalOf, shapeOf, type Word } from "../deploy/command.ts";
import { type Template, TemplateWriter } from "../source/template.ts";
import type { Values } from "../value/value.ts";
import { segments } from "./expand.ts";
import { filesOf, resolvePath } from "./paths.ts";
import type { Run } from "./run.ts";
import { write } from "./segment.ts";
import type { Argument, Simple } from "./simple.ts";

/** `variables` are what the script is given; one that shares its scope (`eval`) knows all of this script's. */
export type Nested = {
  readonly script: Template;
  readonly host: Host;
  readonly variables: ReadonlyMap<string, Values>;
  readonly stdin: Template | undefined;
  readonly sharesScope: boolean;
};

const SHELLS = new Set(["bash", "sh", "dash", "ash", "zsh", "ksh"]);
/** Options of ssh (OpenSSH, ssh(1)) that take the next word. */
const SSH_VALUES = new Set("-b -B -c -D -E -e -F -I -i -J -L -l -m -O -o -P -p -Q -R -S -W -w".split(" "));
const SCRIPT_NAME = /\.(?:ba)?sh$|^\.{0,2}\/[\w./-]+$/;

export function nestedIn(run: Run, simple: Simple, command: Command): readonly Nested[] {
  const { program, args, assignments } = simple;
  const here = { host: run.host, variables: assignments, stdin: undefined, sharesScope: false };
  if (program === "eval") return [{ ...here, script: textOf(run, args), sharesScope: true }];
  if (SHELLS.has(program)) return ofShell(run, simple, command);
  if (program === "ssh" || program === "autossh") return ofSsh(run, args, command);
  if (program === "sshpass") {
    const at = args.findIndex((arg) => shapeOf(arg) === "ssh");
    return at === -1 ? [] : ofSsh(run, args.slice(at + 1), command);
  }
  if (program === "tailscale" && shapeOf(args[0]) === "ssh") return ofSsh(run, args.slice(1), command);
  if (program === "su" || program === "runuser" || program === "script") {
    const at = args.findIndex((arg) => /^(?:-\w*c|--command)$/.test(shapeOf(arg)));
    return at === -1 ? [] : [{ ...here, script: textOf(run, args.slice(at + 1, at + 2)) }];
  }
  if (program === "gcloud" || program === "az") return ofCloudShell(run, simple);
  const file = SCRIPT_NAME.test(simple.path) ? scriptFile(run, simple.path) : undefined;
  return file === undefined ? [] : [{ ...here, script: file, variables: withArguments(assignments, args) }];
}

function ofShell(run: Run, simple: Simple, { stdin }: Command): readonly Nested[] {
  const { args, assignments } = simple;
  const base = { host: run.host, variables: assignments, sharesScope: false };
  const at = args.findIndex((arg) => /^-\w*c$/.test(shapeOf(arg)));
  if (at !== -1) {
    const rest = args.slice(at + 2);
    const script = textOf(run, args.slice(at + 1, at + 2));
    return [{ ...base, script, variables: withArguments(assignments, rest.slice(1)), stdin }];
  }
  const operand = args.find((arg, index) => !/^[-+]/.test(shapeOf(arg)) && !/^[-+]o$/.test(shapeOf(args[index - 1])));
  const file = operand === undefined ? undefined : scriptFile(run, literalOf(operand));
  const readsInput = operand === undefined || args.some((arg) => /^-\w*s\w*$/.test(shapeOf(arg)));
  const from = operand === undefined ? args.length : args.indexOf(operand);
  if (readsInput) {
    const variables = withArguments(assignments, args.slice(from));
    return stdin === undefined ? [] : [{ ...base, script: stdin, variables, stdin: undefined }];
  }
  return file === undefined
    ? []
    : [{ ...base, script: file, variables: withArguments(assignments, args.slice(from + 1)), stdin }];
}

/** `ssh [options] host [command …]`: the words after the host, joined by blanks, are a script for the host's shell; so is what comes in. */
function ofSsh(run: Run, args: readonly Argument[], { stdin }: Command): readonly Nested[] {
  let at = 0;
  while (at < args.length && shapeOf(args[at]).startsWith("-")) at += SSH_VALUES.has(shapeOf(args[at])) ? 2 : 1;
  const base = { host: "remote" as const, variables: new Map<string, Values>(), sharesScope: false };
  // Options may also stand behind the host.
  let first = at + 1;
  while (first < args.length && shapeOf(args[first]).startsWith("-"))
    first += SSH_VALUES.has(shapeOf(args[first])) ? 2 : 1;
  const words = args.slice(first);
  if (words.length > 0) return [{ ...base, script: textOf(run, words), stdin }];
  return stdin === undefined ? [] : [{ ...base, script: stdin, stdin: undefined }];
}

/** `gcloud compute ssh --command=…` or `… ssh host -- …`, `az vm run-command invoke --scripts …`, `az ssh vm … -- …`. */
function ofCloudShell(run: Run, simple: Simple): readonly Nested[] {
  const { args, program } = simple;
  const words = args.map(shapeOf);
  const option = program === "gcloud" ? /^--command(?:=|$)/ : /^--scripts?(?:=|$)/;
  const runs = program === "gcloud" ? words.includes("ssh") : words.includes("run-command") || words.includes("exec");
  const base = { host: "remote" as const, variables: new Map<string, Values>(), stdin: undefined, sharesScope: false };
  const behind = words.indexOf("--");
  if (words.includes("ssh") && behind !== -1) return [{ ...base, script: textOf(run, args.slice(behind + 1)) }];
  const at = words.findIndex((word) => option.test(word));
  if (!runs || at === -1) return [];
  const value = words[at]?.includes("=") ? args.slice(at, at + 1) : args.slice(at + 1, at + 2);
  const script = textOf(run, value);
  return [{ ...base, script: words[at]?.includes("=") ? withoutOption(script) : script }];
}

function withoutOption(script: Template): Template {
  const writer = new TemplateWriter();
  writer.slice(script, script.text.indexOf("=") + 1, script.text.length);
  return writer.done();
}

/** The text of some of a command's words with blanks between, each character at its place. */
function textOf(run: Run, words: readonly Argument[]): Template {
  const writer = new TemplateWriter();
  // A word of the script may have fallen into several that the command receives; it is written once.
  [...new Set(words.map(({ part }) => part))].forEach((part, index) => {
    if (index > 0) writer.at(" ", part.pos, part.pos, run.script);
    if (part.type === "Word") write(segments(run, part), run.script, writer);
    else writer.slice(run.script, part.pos, part.end);
  });
  return writer.done();
}

/** A script of the repository, by the name that a command gives it. */
function scriptFile(run: Run, path: string | undefined): Template | undefined {
  if (path === undefined || path.length > 300) return undefined;
  const resolved = resolvePath(run.scope.directory, path);
  return resolved === undefined ? undefined : filesOf(run.scope, run.repository).read(resolved);
}

function withArguments(variables: ReadonlyMap<string, Values>, args: readonly Word[]): ReadonlyMap<string, Values> {
  const numbered = args.slice(0, 9).map(({ values }, index) => [String(index + 1), values] as const);
  return new Map([...variables, ...numbered]);
}
