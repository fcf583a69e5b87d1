// Scripts that run on another host: `ssh host …`, `gcloud compute ssh`, `az vm run-command`.
import type { Template } from "@deploy-actions/workflow-source";
import { type Command, firstText } from "@deploy-actions/workflow-source/command";
import { isLiteral, type Values } from "@deploy-actions/workflow-source/value";
import { joinedTemplates, type Run } from "../run.ts";
import type { Argument, Simple } from "../simple-command.ts";
import { cutFrom, type NestedScript, textOf } from "./nested-script.ts";

/** Options of ssh (OpenSSH, ssh(1)) that take the next word. */
const SSH_VALUES = new Set("-b -B -c -D -E -e -F -I -i -J -L -l -m -O -o -P -p -Q -R -S -W -w".split(" "));

/** `ssh [options] host [options] [command …]`: the words after the host are a script for its shell, as is standard input. */
export function sshScripts(run: Run, args: readonly Argument[], command: Command): readonly NestedScript[] {
  return remoteScript(run, behindOptions(behindOptions(args).slice(1)), command);
}

/** `gcloud compute ssh --command=…`, `… ssh host -- …`, `az vm run-command invoke --scripts …`, `az ssh vm … -- …`. */
export function cloudScripts(run: Run, { args, program }: Simple, command: Command): readonly NestedScript[] {
  const words = args.map(firstText);
  const isSsh = words.includes("ssh");
  const runs = program === "gcloud" ? isSsh : words.includes("run-command") || words.includes("exec");
  const option = program === "gcloud" ? /^--command(?:=|$)/ : /^--scripts?(?:=|$)/;
  const at = runs ? words.findIndex((word) => option.test(word)) : -1;
  if (at !== -1) return [{ ...REMOTE, script: optionScript(run, args.slice(at)), stdin: undefined }];
  const behind = words.indexOf("--");
  return isSsh && behind !== -1 ? remoteScript(run, behindOptions(args.slice(behind + 1)), command) : [];
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
