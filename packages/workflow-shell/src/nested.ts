// Scripts inside the words and the standard input of a command: `bash -c`, `eval`, `ssh host "…"`, `ssh host <<EOF`, `su -c`, and
// repository scripts called by name. Outer expansion has already happened: unquoted here-documents and double-quoted arguments are expanded
// by the outer shell.
import { type Template, TemplateWriter } from "@deploy-actions/workflow-source";
import {
  baseName,
  type Command,
  firstText,
  type Host,
  isMachinePath,
  literalOf,
  locate,
  pathFrom,
  type Word,
} from "@deploy-actions/workflow-source/command";
import { isLiteral, mark, only, soleText, type Values } from "@deploy-actions/workflow-source/value";
import { variable } from "./expand.ts";
import { filesNamed } from "./named-files.ts";
import { filesOf, readNamed, writtenPath } from "./paths.ts";
import { joinedTemplates, type Run, type Streams, spendOn, templateOfValues } from "./run.ts";
import { ARGUMENTS_LIMIT } from "./scope.ts";
import { type Argument, type Simple, writeWords } from "./simple-command.ts";

/** `variables` are those passed to the script; a script that shares its scope (`eval`) sees all variables. */
export type NestedScript = {
  readonly script: Template;
  readonly host: Host;
  readonly variables: ReadonlyMap<string, Values>;
  readonly stdin: Template | undefined;
  readonly sharesScope: boolean;
};

const SHELLS = new Set("bash sh dash ash zsh ksh mksh rbash fish tcsh csh lksh yash".split(" "));
/** Options of ssh (OpenSSH, ssh(1)) that take the next word. */
const SSH_VALUES = new Set("-b -B -c -D -E -e -F -I -i -J -L -l -m -O -o -P -p -Q -R -S -W -w".split(" "));
const SCRIPT_NAME = /\.(?:ba)?sh$|^[\w.-]*\/[\w./-]+$/;

export function isShell(program: string): boolean {
  return SHELLS.has(program);
}

export function nestedScripts(run: Run, simple: Simple, command: Command, streams: Streams): readonly NestedScript[] {
  const { program, args, assignments } = simple;
  const here = { host: run.host, variables: assignments, stdin: undefined, sharesScope: false };
  if (program === "eval") return [{ ...here, script: textOf(run, args), sharesScope: true }];
  if (SHELLS.has(program)) return shellScripts(run, simple, command, streams);
  if (program === "ssh" || program === "autossh") return sshScripts(run, args, command);
  if (program === "tailscale" && firstText(args[0]) === "ssh") return sshScripts(run, args.slice(1), command);
  const text = textRunBy(run, simple, streams);
  if (text !== undefined) return [{ ...here, script: text }];
  if (program === "gcloud" || program === "az") return cloudScripts(run, simple, command);
  const file = SCRIPT_NAME.test(simple.path) ? scriptFile(run, simple.path) : fileOnPath(run, simple.path);
  return file === undefined || isOtherLanguage(file)
    ? []
    : [{ ...here, script: file, variables: withArguments(assignments, args), stdin: streams.stdin }];
}

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

/** The text that a program hands to a shell: `su -c TEXT`, `watch TEXT`, `sudo -s TEXT`, `at now` from its standard input. */
function textRunBy(run: Run, { program, args }: Simple, { stdin }: Streams): Template | undefined {
  const option = SCRIPT_OPTIONS.get(program);
  const at = option === undefined ? -1 : args.findIndex((arg) => option.test(firstText(arg)));
  const given = args[at];
  if (option !== undefined && given !== undefined) {
    const attached = firstText(given).replace(option, "");
    if (attached === "") return textOf(run, args.slice(at + 1, at + 2));
    return cutFrom(textOf(run, [given]), firstText(given).length - attached.length);
  }
  const operands = args.filter((arg) => !firstText(arg).startsWith("-"));
  switch (program) {
    case "watch":
      return textOf(run, args.slice(args.findIndex((arg) => /\s/.test(firstText(arg)))));
    case "sg":
      return operands.length > 1 ? textOf(run, operands.slice(1)) : undefined;
    case "sudo":
    case "su":
      return operands.length > 0 && program === "sudo" ? textOf(run, operands) : stdin;
    case "at":
    case "batch":
      return args.some((arg) => firstText(arg) === "-f")
        ? filesNamed(
            run,
            args[args.findIndex((arg) => firstText(arg) === "-f") + 1] ?? {
              values: [],
              written: "",
              place: run.script.place(0, 0),
            },
          )
        : stdin;
    case "crontab": {
      const [file] = operands;
      const table = file === undefined || args.some((arg) => firstText(arg) === "-") ? stdin : filesNamed(run, file);
      return table === undefined || args.some((arg) => /^-[lr]/.test(firstText(arg)))
        ? undefined
        : withoutSchedules(table);
    }
    default:
      return undefined;
  }
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

function cutFrom(script: Template, from: number): Template {
  const writer = new TemplateWriter();
  writer.slice(script, from, script.text.length);
  return writer.done();
}

/** Options of shells that take the next word. */
const SHELL_VALUES = /^(?:[-+]\w*[oO]|--rcfile|--init-file)$/;

/** `bash -c SCRIPT`, `bash FILE`, `bash -s` and plain `bash`, which read standard input. Options come before the first operand. */
function shellScripts(run: Run, simple: Simple, { stdin }: Command, streams: Streams): readonly NestedScript[] {
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

/** A word known only at run time before the host is taken for options if its name says so: `ssh $SSH_OPTS host …`. */
function behindOptions(args: readonly Argument[]): readonly Argument[] {
  let at = 0;
  for (;;) {
    const word = args[at];
    const text = firstText(word);
    if (text.startsWith("-")) at += SSH_VALUES.has(text) ? 2 : 1;
    else if (
      word !== undefined &&
      !isLiteral(text) &&
      /^\$\{?\w{0,60}(?:OPT|ARG|FLAG|PARAM)\w{0,60}\}?$/i.test(word.written)
    )
      at++;
    else return args.slice(at);
  }
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
  return cutFrom(script, script.text.indexOf("=") + 1);
}

/** The text of some of a command's words, separated by spaces, with the place of each character. */
function textOf(run: Run, words: readonly Argument[]): Template {
  const writer = new TemplateWriter();
  writeWords(words, run.script, writer);
  return writer.done();
}

/** A repository script, by the name that a command uses: on a host, the copied file or the one of the same name. */
export function scriptFile(run: Run, path: string | undefined): Template | undefined {
  if (path === undefined || path.length > 300) return undefined;
  const { host, scope, repository } = run;
  const { directory, elsewhere } = scope;
  const files = filesOf(scope, repository);
  if (host === "runner") return readNamed(run, path);
  const found = locate({ host, directory, elsewhere, files }, path);
  return "path" in found ? files.read(found.path) : undefined;
}

/** A program without a folder in its name: one that the script wrote, or one of the repository in a folder of `PATH`. */
function fileOnPath(run: Run, name: string): Template | undefined {
  if (name === "" || /[^\w.-]/.test(name)) return undefined;
  const { scope, repository } = run;
  for (const [path, text] of scope.files)
    if (baseName(path) === name && (isMachinePath(path) || isOnPath(run, path))) return text;
  spendOn(run, scope.files.size);
  for (const folder of foldersOnPath(run)) {
    const file = filesOf(scope, repository).read(folder === "" ? name : `${folder}/${name}`);
    if (file !== undefined) return file;
  }
  return undefined;
}

function isOnPath(run: Run, path: string): boolean {
  const folder = path.includes("/") ? path.slice(0, path.lastIndexOf("/")) : "";
  return foldersOnPath(run).includes(folder);
}

/** The folders of the repository that the script has put on `PATH`. */
function foldersOnPath(run: Run): readonly string[] {
  const values = variable(run, "PATH") ?? [];
  const known = values.flatMap(({ text }) => text.split(":")).map((folder) => withoutWorkspace(folder));
  return [...new Set(known)].slice(0, FOLDERS_LIMIT).flatMap((folder) => {
    const path = folder === "" || !isLiteral(folder) ? undefined : pathFrom(run.scope, folder);
    return path === undefined || isMachinePath(path) ? [] : [path];
  });
}

const FOLDERS_LIMIT = 16;

/** `$PWD/bin` and `$GITHUB_WORKSPACE/bin` are folders of the checkout, whatever its own folder is. */
function withoutWorkspace(folder: string): string {
  const [first, ...rest] = folder.split("/");
  return first !== undefined && first !== "" && !isLiteral(first) && rest.length > 0 ? rest.join("/") : folder;
}

/** True if the first line names an interpreter other than a shell. */
export function isOtherLanguage({ text }: Template): boolean {
  const [, named, argument] = /^#!\s*(\S+)(?:\s+(?:-\S+\s+)*(\S+))?/.exec(text) ?? [];
  if (named === undefined) return false;
  const program = baseName(named) === "env" ? (argument ?? "") : baseName(named);
  return !SHELLS.has(program) && program !== "";
}

/** True for a file that something in this job wrote with content that is not known. */
export function isOpaque({ scope }: Run, path: string): boolean {
  const written = writtenPath(scope, path);
  return written !== undefined && scope.opaque.has(written);
}

/** Bash first runs the file that `BASH_ENV` names. */
export function runStartUpFile(run: Run, values: Values | undefined): void {
  const path = values === undefined ? undefined : soleText(values);
  if (path === undefined || path === "" || run.host === "remote") return;
  const file = isLiteral(withoutWorkspace(path)) ? readNamed(run, withoutWorkspace(path)) : undefined;
  if (file !== undefined) {
    run.execute.script({ ...run, script: file, depth: run.depth + 1 }, { stdin: undefined, wanted: false });
    run.scope.ended = false;
    return;
  }
  const place = run.script.place(0, 0);
  const why = "BASH_ENV names a file that is not in this repository, which Bash runs first";
  run.listener.unknown({ is: "open", why, place, written: "BASH_ENV", host: run.host, text: "" });
}

function withArguments(variables: ReadonlyMap<string, Values>, args: readonly Word[]): ReadonlyMap<string, Values> {
  const numbered = args.slice(0, ARGUMENTS_LIMIT).map(({ values }, index) => [String(index + 1), values] as const);
  return new Map([...variables, ...numbered]);
}
