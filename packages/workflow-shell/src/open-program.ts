// A command whose program is known only at run time: `$SUDO docker run …`, `eval "$(ssh-agent)"`, `$TOOL`.
import { commandsAmong } from "./inner-command.ts";
import { counting } from "./listeners.ts";
import { DEPTH_LIMIT } from "./nesting-limit.ts";
import { NOTHING, type Output, type Run, type Streams } from "./run.ts";
import type { RunInner, Simple } from "./simple-command.ts";
import { unknown } from "./unread-code.ts";

/** Runs the command that it starts, if there is one among its words. Otherwise it is reported, unless it only changes settings. */
export function runOpenProgram(run: Run, simple: Simple, streams: Streams, runInner: RunInner): Output {
  const output = runStarted(run, simple, streams, runInner);
  if (output !== undefined) return output;
  if (isHarmlessCode(run, simple)) return NOTHING;
  report(run, simple);
  return undefined;
}

/** Undefined if nothing is started, as far as is known. */
function runStarted(run: Run, { args }: Simple, streams: Streams, runInner: RunInner): Output {
  const [first] = commandsAmong(run, args, false);
  if (first === undefined || run.depth >= DEPTH_LIMIT) return undefined;
  const counter = counting(run.listener, false);
  const output = runInner({ ...run, listener: counter.listener, depth: run.depth + 1 }, args.slice(first), streams);
  // `$SUDO docker ps`: a known program directly after it is what is meant.
  return counter.count() > 0 || first === 0 ? (output ?? NOTHING) : undefined;
}

function report(run: Run, simple: Simple): void {
  const { args } = simple;
  if (args.length === 0) {
    unknown(run, simple, "open", "it runs code that is known only at run time");
    return;
  }
  const words = args.map(({ values }) => values.map(({ text }) => text).join(" "));
  unknown(run, simple, "program", "its program is known only at run time", words.join(" "));
}

/** Programs that print settings of the shell, for `eval "$(…)"`. */
const PRINTS_SETTINGS =
  /^output of (?:\S*\/)?(?:ssh-agent|minikube\b.*\bdocker-env|brew shellenv|direnv|pyenv|rbenv|nodenv|fnm|mise|rtx|asdf|opam|luarocks|conda|micromamba|mamba|dircolors|keychain|docker-machine env|starship|zoxide|rustup|gpg-agent|dbus-launch|perl -I|aws configure export-credentials|register-python-argcomplete)\b/;

function isHarmlessCode(run: Run, { node, path }: Simple): boolean {
  const values = node.name === undefined ? [] : [...run.script.holes.flat()];
  const trails = values.filter(({ text }) => text === path || path.includes(text)).flatMap(({ trail }) => trail);
  return trails.some(({ what }) => PRINTS_SETTINGS.test(what.replace(/\$\(\s*|`/, "")));
}
