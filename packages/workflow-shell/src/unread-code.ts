// Reports code that a command runs and that is not walked: another language, a script that is not there, text that another program may run
// as a command. The listener decides whether it could deploy.
import { type Command, firstText, literalOf } from "@deploy-actions/workflow-source/command";
import { isLiteral } from "@deploy-actions/workflow-source/value";
import { codeOf, textOf as codeText } from "./interpreters.ts";
import { isOpaque } from "./paths.ts";
import { noteUnknownFile } from "./redirect.ts";
import type { Run, Streams, UnknownCode } from "./run.ts";
import { scriptFile } from "./script-file.ts";
import { isOtherLanguage, isShell } from "./shells.ts";
import type { Argument, Simple } from "./simple-command.ts";
import { lineOf, reportedAt } from "./written-command.ts";

export function unknown(
  run: Run,
  simple: Simple,
  is: UnknownCode["is"],
  why: string,
  text = "",
  language?: string,
): void {
  const { node } = simple;
  const code = { is, why, place: reportedAt(run, node), written: lineOf(run, node), host: run.host, text };
  run.listener.unknown(language === undefined ? code : { ...code, language });
}

/** `scripts` is the number of scripts in the command that are walked. */
export function reportCode(run: Run, simple: Simple, command: Command, scripts: number, streams: Streams): void {
  const { program, args } = simple;
  for (const { language, text, isKnown, from } of codeOf(run, program, args, streams)) {
    const what = from === "" ? "it" : from;
    if (isKnown)
      unknown(run, simple, "code", `${what} is ${language} code, which this check does not evaluate`, text, language);
    else unknown(run, simple, "open", `${what} is code that is not in this repository`);
  }
  reportOptions(run, simple);
  if (scripts > 0) return;
  reportScript(run, simple);
  reportWords(run, simple, command, streams);
}

const SCRIPT_PATH = /^(?:\.{0,2}|~|[\w.-]+)\/\S+$/;
/** Scripts that every project of their kind has, and that are rarely shown with it. */
const USUAL = /(?:^|\/)(?:gradlew|mvnw)$/;

/** A script or program by its path: one in another language, or one that is not in the repository. */
function reportScript(run: Run, simple: Simple): void {
  const { program, path, args } = simple;
  const script = isShell(program) ? operandOf(args) : SCRIPT_PATH.test(path) ? path : undefined;
  const file = script === undefined ? undefined : scriptFile(run, script);
  if (file !== undefined && isOtherLanguage(file)) {
    unknown(run, simple, "code", `${path} is a program in another language`, codeText(file), "program");
  } else if (
    file === undefined &&
    (script === undefined ? isOpaque(run, path) : !USUAL.test(script) && !isInstalled(script))
  ) {
    unknown(run, simple, "open", `${script ?? path} is a script that is not in this repository`);
  }
}

/** Programs of the system, as opposed to what a job brought there. */
function isInstalled(path: string): boolean {
  return /^\/(?:(?:usr|opt|snap|nix|home\/linuxbrew)\/(?:\S*\/)?)?s?bin\/[\w.+-]+$/.test(path);
}

function operandOf(args: readonly Argument[]): string | undefined {
  const word = args.find(
    (arg, index) => !/^[-+]/.test(firstText(arg)) && !/^[-+]\w*[oO]$/.test(firstText(args[index - 1])),
  );
  return word === undefined ? undefined : (literalOf(word) ?? word.written);
}

/** Programs whose words are text for people, or for other machines than those that are deployed to. */
const TEXT_TOOLS =
  /^(?:echo|printf|cat|tee|grep|egrep|fgrep|rg|sed|gsed|git|gh|hub|glab|curl|wget|jq|yq|cut|tr|head|tail|sort|uniq|wc|logger|wall|read|test|\[|docker|podman|nerdctl|kubectl|helm|oc|slack.*|notify.*|mail|sendmail|awk|gawk|mawk|python[\d.]*|node|perl|ruby|php[\d.]*|pwsh|powershell)$/;
/** Settings of git and commands of sed that run a program. */
const RUNS_PROGRAM = /^[\w.-]+=!?|^!|^\d*e\s/;

/** Commands within single words, in the environment and in the input of a program that may run them. */
function reportWords(run: Run, simple: Simple, { stdin }: Command, streams: Streams): void {
  const { program, args, assignments, node } = simple;
  const words = args.flatMap(({ values }) => values.map(({ text }) => text));
  const isText = TEXT_TOOLS.test(program);
  const isFed = streams.isPiped === true || node.redirects.length > 0;
  const own = isText
    ? /^(?:git|sed|gsed)$/.test(program)
      ? words.filter((word) => RUNS_PROGRAM.test(word))
      : []
    : words;
  const ofAlias =
    program === "git"
      ? args.flatMap((arg, at) => (firstText(args[at - 1]).startsWith("alias.") ? firstText(arg) : []))
      : [];
  const variables = [...assignments.values()].flat().map(({ text }) => text);
  const texts = [...own, ...ofAlias, ...variables, !isText && isFed ? codeText(stdin) : ""];
  report(run, simple, texts);
}

/** Options of programs that copy or connect, whose value is a command that they run here. */
export function reportOptions(run: Run, simple: Simple): void {
  const { program, args } = simple;
  if (!/^(?:ssh|scp|sftp|rsync|autossh)$/.test(program)) return;
  const texts = args.flatMap((arg, index) => {
    const text = firstText(arg);
    const isValue = /^(?:-e|--rsh|-o|-S)$/.test(firstText(args[index - 1]));
    return isValue || /^(?:-o\S|--rsh=|--rsync-path=)/.test(text) ? [text] : [];
  });
  report(run, simple, texts);
}

/** Separates texts, so that no command is seen across two of them. */
const BETWEEN = "\n;\n";

function report(run: Run, simple: Simple, texts: readonly string[]): void {
  const commands = texts.filter((text) => /\S\s+\S/.test(text) && !isNothing(text));
  if (commands.length === 0) return;
  unknown(run, simple, "code", "one of its words is a command that deploys", commands.join(BETWEEN), "words");
}

function isNothing(text: string): boolean {
  return !isLiteral(text) && text.length === 1;
}

const WRITES_FILES = /^(?:curl|wget|aria2c|http|xh|aws|gsutil|gcloud|az|tar|unzip|openssl|gpg|base64)$/;

/** Notes the files that `curl -o`, `wget -O` and their like write. */
export function noteDownload(run: Run, { program, args }: Simple): void {
  if (!WRITES_FILES.test(program)) return;
  args.forEach((arg, index) => {
    const text = firstText(arg);
    const before = firstText(args[index - 1]);
    const attached = /^(?:-o|-O|--output=|--output-document=|-out=)(?=[^-])(.+)$/.exec(text)?.[1];
    if (/^(?:-o|-O|--output|--output-document|-out)$/.test(before)) noteUnknownFile(run, text);
    else if (attached !== undefined) noteUnknownFile(run, attached);
    if (/^https?:\/\/\S+\/[\w.-]+$/.test(text)) noteUnknownFile(run, text.slice(text.lastIndexOf("/") + 1));
  });
}
