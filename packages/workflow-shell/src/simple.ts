// Runs one simple command: assignments, builtins, text tools with known output, and scripts inside its words. Every other command is
// reported to the listener.
import { type Template, TemplateWriter, writtenIn } from "@deploy-actions/workflow-source";
import { type Command, firstText } from "@deploy-actions/workflow-source/command";
import { isLiteral, mark, only, type Values, withHop } from "@deploy-actions/workflow-source/value";
import { builtin } from "./builtins.ts";
import { findCommand } from "./command-prefix.ts";
import { runCopy } from "./copy.ts";
import { assigned, expandWord, variable } from "./expand.ts";
import { globPattern } from "./glob.ts";
import type { CommandArgument, Command as CommandNode } from "./grammar.ts";
import { commandsAmong, innerCommands } from "./inner-command.ts";
import { isShell, type NestedScript, nestedScripts, runStartUpFile } from "./nested.ts";
import { eitherOutput } from "./output.ts";
import { filesOf } from "./paths.ts";
import { projectScripts } from "./project-scripts/all.ts";
import { runRedirected } from "./redirect.ts";
import {
  DEPTH_LIMIT,
  type Listener,
  NOTHING,
  type Output,
  printed as printedBy,
  RECURSION_LIMIT,
  type Run,
  type Streams,
  templateOfValues,
  timesWithin,
} from "./run.ts";
import { assign, type Defined, setArguments } from "./scope.ts";
import type { Argument, Simple } from "./simple-command.ts";
import { textTool } from "./text-tools.ts";
import { typicalOutput } from "./typical-output.ts";
import { endOfWords, lineOf, noteDownload, reportCode, reportOptions, unknown } from "./unread-code.ts";

export function runSimple(run: Run, node: CommandNode, streams: Streams): Output {
  const before = node.prefix.flatMap((part) => (part.type === "Assignment" ? [part] : []));
  if (node.name === undefined) {
    for (const assignment of before) {
      assign(run.scope, assignment.name, assigned(run, assignment));
      if (RUN_BY_BASH.test(assignment.name)) runAssigned(run, assignment.name);
    }
    return runRedirected(run, node.redirects, streams, ({ stdin }) => (readsFile(node) ? stdin : NOTHING));
  }
  const alias = aliasOf(run, node);
  if (alias !== undefined) runAlias(run, node, alias, streams);
  const parts: readonly CommandArgument[] = [node.name, ...node.args];
  const words = parts.flatMap((part) => {
    const from = expandWord(run, part);
    return from.fields.map((word): Argument => ({ ...word, from, start: part.pos }));
  });
  const own = before.flatMap((one): [string, Values][] => {
    const given = assigned(run, one);
    return "values" in given ? [[one.name, given.values]] : [];
  });
  return runRedirected(run, node.redirects, streams, (inner) => runWords(run, node, words, new Map(own), inner));
}

/** Runs the command in these words. A program with several possible names is each of them. */
function runWords(
  run: Run,
  node: CommandNode,
  words: readonly Argument[],
  own: ReadonlyMap<string, Values>,
  streams: Streams,
): Output {
  const { at, variables, isStarted } = findCommand(words);
  const assignments = new Map([...own, ...variables]);
  const name = words[at];
  const args = words.slice(at + 1);
  const simple = (path: string): Simple => ({
    node,
    program: baseName(run, path),
    path,
    args,
    assignments,
    isStarted,
  });
  if (name === undefined || name.values.length === 1) return dispatch(run, simple(firstText(name)), streams);
  const outputs: Output[] = [];
  let ended = true;
  for (const { text } of name.values) {
    if (!run.listener.spend(words.length)) break;
    run.scope.ended = false;
    outputs.push(dispatch(run, simple(text), streams));
    ended &&= run.scope.ended;
  }
  run.scope.ended = ended;
  return streams.wanted ? eitherOutput(outputs) : undefined;
}

/** `$(< file)` prints the file. */
function readsFile({ prefix, redirects }: CommandNode): boolean {
  return prefix.length === redirects.length && redirects.some((one) => one.type === "Redirect" && one.operator === "<");
}

/** Variables whose value Bash itself runs: before a prompt, or for each command that it traces. */
const RUN_BY_BASH = /^(?:PS4|PROMPT_COMMAND|PS0|PS1)$/;

function runAssigned(run: Run, name: string): void {
  const values = variable(run, name) ?? [];
  for (const { text } of values) {
    const code =
      name === "PROMPT_COMMAND"
        ? text
        : text.includes("$(") || text.includes("`")
          ? `: "${text.replaceAll('"', "")}"`
          : "";
    if (code === "" || run.depth >= DEPTH_LIMIT) continue;
    const writer = new TemplateWriter();
    writer.at(code, 0, run.script.text.length, run.script);
    run.execute.script({ ...run, script: writer.done(), scope: run.scope.fork(), depth: run.depth + 1 }, UNUSED);
  }
}

const UNUSED: Streams = { stdin: undefined, wanted: false };

function aliasOf(run: Run, { name }: CommandNode): Template | undefined {
  if (name === undefined || !/^[\w.@%+-]+$/.test(name.text)) return undefined;
  const alias = run.scope.aliases.get(name.text);
  return alias === undefined || timesWithin(run.within, alias) > 0 ? undefined : alias;
}

/** The alias with the rest of the command. It is also run as written, because aliases may be off in scripts. */
function runAlias(run: Run, node: CommandNode, alias: Template, streams: Streams): void {
  const { name } = node;
  if (name === undefined || tooDeep(run, node)) return;
  const writer = new TemplateWriter();
  writer.slice(run.script, node.pos, name.pos);
  writer.slice(alias, 0, alias.text.length);
  writer.at(" ", name.end, name.end, run.script);
  writer.slice(run.script, name.end, node.end);
  const within = { what: alias, outer: run.within };
  run.execute.script({ ...run, script: writer.done(), depth: run.depth + 1, within }, streams);
  run.scope.ended = false;
}

function dispatch(run: Run, simple: Simple, streams: Streams): Output {
  const { program, isStarted } = simple;
  const defined = isStarted ? undefined : run.scope.functions.get(program);
  if (defined !== undefined) return call(run, simple, streams, defined);
  if (program === "") {
    const found = openProgram(run, simple, streams);
    if (found !== undefined) return found;
  }
  const done = builtin(run, simple, streams);
  if (done !== undefined) return done;
  if (runCopy(run, simple)) {
    reportOptions(run, simple);
    return NOTHING;
  }
  const text = textTool(run, simple, streams);
  const command = commandOf(run, simple, streams);
  const { scripts, printed, isRead } = run.listener.command(command);
  const remote = scripts.map(
    ({ script, host }): NestedScript => ({ script, host, variables: new Map(), stdin: undefined, sharesScope: false }),
  );
  const own = [...nestedScripts(run, simple, command, streams), ...projectScripts(run, simple, command)];
  const nested = [...own, ...remote];
  noteDownload(run, simple);
  if (!isRead) run.listener.spend(UNREAD_COST);
  if (!isRead) reportCode(run, simple, command, nested.length, streams);
  const isContainer = CONTAINERS.test(program);
  const isPrinted = text !== undefined && program !== "xargs";
  const started =
    (isRead && !isContainer) || nested.length > 0 || isPrinted ? 0 : runAmong(run, simple, streams, isContainer);
  if (nested.length === 0 && started === 0 && text === undefined && !isRead) {
    run.listener.unread(command, lineOf(run, simple));
  }
  if (program === "") return undefined;
  const outputs = nested.map((one) => runNested(run, one, streams, simple));
  if (text !== undefined) return text;
  if (nested.length > 0) return outputs.at(-1);
  if (printed !== undefined) return printed;
  if (!streams.wanted) return undefined;
  // Output that only passes through another command is reported for the command that printed it.
  if (!isRead && streams.stdin !== undefined && isReported(streams.stdin)) return streams.stdin;
  const known = isRead ? only(mark("reported")) : typicalOutput(command);
  const { pos, end } = simple.node;
  const written = run.script.text.slice(pos, end);
  return templateOfValues(withHop(known, { what: `output of ${written}`, place: command.place }), run.script, pos, end);
}

/** A command that was not understood is looked at from several sides. */
const UNREAD_COST = 8;

/** Programs that start a command in a container. */
const CONTAINERS = /^(?:docker|podman|nerdctl|finch|docker-compose|podman-compose|kubectl|oc|crictl|ctr)$/;

/** Runs the commands in the words of another: `strace docker run …`, `find -exec`. Returns how many of them deploy or are scripts. */
function runAmong(run: Run, simple: Simple, streams: Streams, isContainer: boolean): number {
  const { node, program, args } = simple;
  if (run.depth >= DEPTH_LIMIT || TEXT_ONLY.test(program)) return 0;
  const built = innerCommands(run, program, args, streams.stdin);
  // Of what runs in a container, only a deploy matters.
  const counter = counting(run.listener, built === undefined);
  const inner: Run = { ...run, listener: counter.listener, depth: run.depth + 1 };
  const { ended } = run.scope;
  if (built !== undefined) {
    for (const words of built)
      if (run.listener.spend(words.length)) runWords(inner, node, words, simple.assignments, UNUSED);
    run.scope.ended = ended;
    return Math.max(1, built.length);
  }
  for (const index of commandsAmong(run, args, isContainer)) {
    if (counter.count() > 0 || !run.listener.spend(args.length)) break;
    runWords(inner, node, args.slice(index), simple.assignments, isContainer ? streams : { ...streams, wanted: false });
  }
  run.scope.ended = ended;
  return counter.count();
}

/** Programs whose words are never commands. */
const TEXT_ONLY =
  /^(?:git|gh|hub|glab|apt|apt-get|apk|yum|dnf|brew|choco|snap|pip3?|pipx|gem|cargo|which|type|hash|man|grep|egrep|fgrep|rg|chmod|chown|mkdir|rm|touch|ls|test|\[|echo|printf|kill|killall|pkill|systemctl|service|usermod|groupadd|adduser|addgroup|gpasswd|newgrp|docker-credential-.*|curl|wget|tar|zip|unzip|sleep|dpkg|update-alternatives|setcap)$/;

/** A listener that counts what was understood, and passes on nothing that was not if `isQuiet`. */
function counting(listener: Listener, isQuiet: boolean): { readonly listener: Listener; count(): number } {
  let count = 0;
  return {
    count: () => count,
    listener: {
      ...listener,
      command(command) {
        const result = listener.command(command);
        if (result.isRead || result.scripts.length > 0) count++;
        return result;
      },
      unknown(code) {
        if (!isQuiet || code.is === "limit") listener.unknown(code);
        else if (code.is === "code" || code.is === "program") listener.unknown({ ...code, is: "code" });
      },
      unread(command, written) {
        if (!isQuiet) listener.unread(command, written);
      },
      problem: () => undefined,
    },
  };
}

/** A command whose program is known only at run time. If it starts another (`$SUDO docker run`), that one is run. */
function openProgram(run: Run, simple: Simple, streams: Streams): Output {
  const { path, args, node } = simple;
  if (isLiteral(path)) {
    const program = /[*?[]/.test(path) ? programMatching(run, path) : undefined;
    return program === undefined
      ? undefined
      : dispatch(run, { ...simple, program, path: program, isStarted: true }, streams);
  }
  const [first] = commandsAmong(run, args, false);
  if (first !== undefined && run.depth < DEPTH_LIMIT) {
    const counter = counting(run.listener, false);
    const inner = { ...run, listener: counter.listener, depth: run.depth + 1 };
    const output = runWords(inner, node, args.slice(first), simple.assignments, streams);
    // `$SUDO docker ps`: a known program directly after it is what is meant.
    if (counter.count() > 0 || first === 0) return output ?? NOTHING;
  }
  if (isHarmlessCode(run, simple)) return NOTHING;
  const isAll = args.length === 0;
  const words = args.map(({ values }) => values.map(({ text }) => text).join(" "));
  unknown(
    run,
    simple,
    isAll ? "open" : "program",
    isAll ? RUN_TIME_CODE : "its program is known only at run time",
    words.join(" "),
  );
  return undefined;
}

const RUN_TIME_CODE = "it runs code that is known only at run time";

/** Programs that print settings of the shell, for `eval "$(…)"`. */
const PRINTS_SETTINGS =
  /^output of (?:\S*\/)?(?:ssh-agent|minikube\b.*\bdocker-env|brew shellenv|direnv|pyenv|rbenv|nodenv|fnm|mise|rtx|asdf|opam|luarocks|conda|micromamba|mamba|dircolors|keychain|docker-machine env|starship|zoxide|rustup|gpg-agent|dbus-launch|perl -I|aws configure export-credentials|register-python-argcomplete)\b/;

function isHarmlessCode(run: Run, { node, path }: Simple): boolean {
  const values = node.name === undefined ? [] : [...run.script.holes.flat()];
  const trails = values.filter(({ text }) => text === path || path.includes(text)).flatMap(({ trail }) => trail);
  return trails.some(({ what }) => PRINTS_SETTINGS.test(what.replace(/\$\(\s*|`/, "")));
}

/** The known program that a pattern such as `/usr/bin/dock?r` names. */
function programMatching(run: Run, path: string): string | undefined {
  const glob = globPattern(path.slice(path.lastIndexOf("/") + 1), "longest");
  if (glob === undefined) return undefined;
  const pattern = new RegExp(`^(?:${glob})$`, "su");
  return PATTERN_NAMES.find((name) => run.listener.knows(name) && pattern.test(name));
}

const PATTERN_NAMES = [
  "docker",
  "podman",
  "nerdctl",
  "kubectl",
  "oc",
  "helm",
  "docker-compose",
  "ctr",
  "crictl",
  "finch",
  "aws",
  "az",
  "gcloud",
];

function call(run: Run, simple: Simple, streams: Streams, { node, script }: Defined): Output {
  const times = timesWithin(run.within, node);
  // By then the body was walked with the arguments of each of its calls to itself.
  if (times >= RECURSION_LIMIT) return undefined;
  if (tooDeep(run, simple.node)) return undefined;
  const { scope } = run;
  const outer = scope.positional;
  setArguments(scope, simple.args);
  const place = run.calledAt ?? run.script.place(simple.node.pos, endOfWords(simple.node));
  const within = { what: node, outer: run.within };
  const output = run.execute.node(
    { ...run, script, depth: run.depth + 1, calledAt: place, loop: undefined, within },
    node.body,
    streams,
  );
  // `return` ends the function, not the script.
  scope.ended = false;
  scope.positional = outer;
  return output;
}

/** Reports the limit once it is reached: what is called there is not walked. */
function tooDeep(run: Run, node: CommandNode): boolean {
  if (run.depth < DEPTH_LIMIT) return false;
  const place = run.calledAt ?? run.script.place(node.pos, endOfWords(node));
  const why = `functions and scripts call each other more than ${DEPTH_LIMIT} deep there`;
  const written = writtenIn(run.script.text.slice(node.name?.pos ?? node.pos, endOfWords(node)), run.script.written);
  run.listener.unknown({ is: "limit", why, place, written, host: run.host, text: "" });
  return true;
}

/** A nested script runs in its own scope; on another host it does not see this script's variables. */
function runNested(run: Run, nested: NestedScript, streams: Streams, simple: Simple): Output {
  if (tooDeep(run, simple.node)) return undefined;
  const { script, host, variables, sharesScope, stdin } = nested;
  const inner: Streams = { stdin, wanted: streams.wanted };
  if (sharesScope) return run.execute.script({ ...run, script, depth: run.depth + 1 }, inner);
  const moves = host !== run.host;
  const scope = run.scope.onHost();
  if (!moves) {
    scope.directory = run.scope.directory;
    scope.elsewhere = run.scope.elsewhere;
    // Exported functions; which are exported does not matter.
    scope.functions = run.scope.functions.fork();
    scope.programs = run.scope.programs.fork();
  }
  scope.environment = run.scope.environment;
  scope.outputs = run.scope.outputs;
  const given = (name: string): Values | undefined => variables.get(name) ?? (moves ? undefined : variable(run, name));
  // Gradle's and Maven's wrapper scripts find a Java program and start it; what they build is not in them.
  const listener = BUILD_WRAPPER.test(simple.program) ? quiet(run.listener) : run.listener;
  const there = { ...run, listener, script, scope, host, inherited: given, depth: run.depth + 1, loop: undefined };
  const startUp = variables.get("BASH_ENV");
  if (startUp !== undefined && isShell(simple.program)) runStartUpFile(there, startUp);
  const output = run.execute.script(there, inner);
  run.scope.adopt(scope);
  return output;
}

const BUILD_WRAPPER = /^(?:gradlew|mvnw)$/;

/** Says nothing of code that is merely not known. */
function quiet(listener: Listener): Listener {
  return {
    ...listener,
    unread: () => undefined,
    unknown: (code) => (code.is === "open" || code.is === "program" ? undefined : listener.unknown(code)),
  };
}

function commandOf(run: Run, { node, program, args, assignments }: Simple, streams: Streams): Command {
  return {
    program,
    args,
    // A function that only forwards its arguments is written as its caller writes them.
    place: (forwardsArguments(node) ? run.calledAt : undefined) ?? run.script.place(node.pos, endOfWords(node)),
    host: run.host,
    directory: run.scope.directory,
    elsewhere: run.scope.elsewhere,
    variable: (name) => assignments.get(name) ?? variable(run, name),
    files: filesOf(run.scope, run.repository),
    stdin: streams.stdin,
  };
}

/** True for output that another command was already reported for. */
function isReported(text: Template): boolean {
  return printedBy(text).every((value) => value.text.replaceAll(mark("reported"), "").trim() === "");
}

function forwardsArguments(node: CommandNode): boolean {
  return node.args.some((arg) => arg.type === "Word" && /^"?\$\{?[@*]\}?"?$/.test(arg.text));
}

/** A program's name without its folder, or the one that it is another name of; empty if unknown. */
function baseName({ scope }: Run, path: string): string {
  if (!isLiteral(path) || /[*?[](?!$)/.test(path)) return "";
  const name = path.slice(path.lastIndexOf("/") + 1).replace(/\.(?:exe|cmd)$/i, "");
  return scope.programs.get(name) ?? name;
}
