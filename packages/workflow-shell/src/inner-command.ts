// The commands that a command builds from its own words and its input: `find -exec`, `xargs`, `parallel`. Words known only at run time stay
// open, so that what is deployed counts as undecided.
import type { Template } from "@deploy-actions/workflow-source";
import { firstText, literalOf, type Word } from "@deploy-actions/workflow-source/command";
import { flatMapText, mapText, mark, only, union, type Values } from "@deploy-actions/workflow-source/value";
import { filesNamed } from "./named-files.ts";
import { printed, type Run } from "./run.ts";
import type { Argument } from "./simple-command.ts";

/** More than real scripts pass. */
const WORDS_LIMIT = 100;
const OPEN: Values = only(mark("command"));

/** The commands, by their words; undefined if the program does not build any. */
export function innerCommands(
  run: Run,
  program: string,
  args: readonly Argument[],
  stdin: Template | undefined,
): readonly (readonly Argument[])[] | undefined {
  switch (program) {
    case "find":
    case "fd":
    case "fdfind":
      return foundCommands(args);
    case "xargs":
    case "gxargs":
      return xargs(run, args, stdin);
    case "parallel":
      return parallel(args, stdin);
    default:
      return undefined;
  }
}

const EXECUTES = /^(?:-exec|-execdir|-ok|-okdir|-x|-X|--exec|--exec-batch)$/;

/** `-exec COMMAND ;` and its like; `{}` is a file. */
function foundCommands(args: readonly Argument[]): readonly (readonly Argument[])[] | undefined {
  const found: (readonly Argument[])[] = [];
  for (let at = 0; at < args.length; at++) {
    if (!EXECUTES.test(firstText(args[at]))) continue;
    const rest = args.slice(at + 1);
    const end = rest.findIndex((arg) => /^[;+]$/.test(firstText(arg)));
    found.push((end === -1 ? rest : rest.slice(0, end)).map((arg) => replaced(arg, "{}", OPEN)));
    at += end === -1 ? rest.length : end;
  }
  return found.length === 0 ? undefined : found;
}

const XARGS_VALUES =
  /^-(?:[InPLdaEs]|-(?:max-args|max-procs|max-lines|delimiter|arg-file|max-chars|process-slot-var))$/;

/** The words after the options, followed by those of the input, or with them in place of the `-I` word. */
function xargs(run: Run, args: readonly Argument[], stdin: Template | undefined): readonly (readonly Argument[])[] {
  let at = 0;
  let placeholder: string | undefined;
  let input = stdin;
  for (; at < args.length; at++) {
    const text = firstText(args[at]);
    if (!text.startsWith("-") || text === "-") break;
    if (text === "-I") placeholder = firstText(args[at + 1]);
    else if (/^(?:-i|--replace)$/.test(text)) placeholder = "{}";
    else if (/^(?:-I|-i|--replace=)./.test(text)) placeholder = text.replace(/^(?:-I|-i|--replace=)/, "");
    const file = text === "-a" || text === "--arg-file" ? args[at + 1] : undefined;
    if (file !== undefined) input = filesNamed(run, file);
    if (XARGS_VALUES.test(text)) at++;
  }
  const words = args.slice(at);
  const [first] = words;
  if (first === undefined) return [];
  if (placeholder !== undefined) {
    const line = input === undefined ? OPEN : linesOf(printed(input));
    return [words.map((word) => replaced(word, placeholder, line))];
  }
  const isSplit = !args.slice(0, at).some((arg) => /^(?:-0|--null|-d|--delimiter)/.test(firstText(arg)));
  const given = input === undefined ? [OPEN] : isSplit ? wordsOf(printed(input)) : [linesOf(printed(input))];
  return [[...words, ...given.map((values) => ({ ...asWord(first, values) }))]];
}

/** `parallel COMMAND ::: arguments`: each is appended or takes the place of `{}`; without a command, each is one. */
function parallel(args: readonly Argument[], stdin: Template | undefined): readonly (readonly Argument[])[] {
  const colons = args.findIndex((arg) => /^:::/.test(firstText(arg)));
  const own = colons === -1 ? args : args.slice(0, colons);
  const given = colons === -1 ? [] : args.slice(colons + 1).filter((arg) => !/^:::/.test(firstText(arg)));
  const start = own.findIndex(
    (arg, index) => !firstText(arg).startsWith("-") && !/^-[jnNSIa]$/.test(firstText(own[index - 1])),
  );
  const words = start === -1 ? [] : own.slice(start);
  const lines = stdin === undefined ? OPEN : linesOf(printed(stdin));
  const values = given.length > 0 ? union(...given.map((one) => one.values)) : lines;
  const [first] = words;
  if (first === undefined) {
    const [at] = [...given, ...args];
    return at === undefined ? [] : [[asWord(at, only("sh")), asWord(at, only("-c")), asWord(at, values)]];
  }
  const isPlaced = words.some((word) => firstText(word).includes("{}"));
  return [isPlaced ? words.map((word) => replaced(word, "{}", values)) : [...words, asWord(first, values)]];
}

/** The words of a text, one by one; alternatives, and more than a command has room for, are one open word. */
function wordsOf(values: Values): readonly Values[] {
  const [value, ...others] = values;
  if (value === undefined || others.length > 0) return [union(values, OPEN)];
  const words = value.text.split(/\s+/).filter((word) => word !== "");
  const given = words.slice(0, WORDS_LIMIT).map((text): Values => only(text, value.trail));
  return words.length > WORDS_LIMIT ? [...given, OPEN] : given;
}

function linesOf(values: Values): Values {
  return flatMapText(values, (text) => union(...text.split("\n").map((line) => only(line))));
}

function replaced(word: Argument, placeholder: string, values: Values): Argument {
  const isIn = word.values.some(({ text }) => text.includes(placeholder));
  if (placeholder === "" || !isIn) return word;
  return asWord(
    word,
    flatMapText(word.values, (text) =>
      text.includes(placeholder) ? mapText(values, (value) => text.replaceAll(placeholder, () => value)) : only(text),
    ),
  );
}

/** A word with other values at the place of another. */
function asWord(word: Argument, values: Values): Argument {
  const [first] = word.from.segments;
  const { start } = word;
  const end = word.from.segments.at(-1)?.end ?? start;
  const made: Word = { ...word, values };
  return {
    ...made,
    start,
    from: { segments: [{ start: first?.start ?? start, end, quoted: true, values }], fields: [made] },
  };
}

const SHELLS_AND_STARTERS =
  /^(?:(?:ba|da|a|z|k|mk|fi|tc|c|rba)?sh|sudo|env|nohup|timeout|xargs|python3?|node|nodejs|perl|ruby|pwsh|make|ssh)$/;

/** Where in the words of a command another command begins that a program of unknown purpose may start: `strace -f docker run …`. */
export function commandsAmong(run: Run, args: readonly Argument[], isContainer: boolean): readonly number[] {
  const found: number[] = [];
  for (const [index, arg] of args.entries()) {
    const text = literalOf(arg);
    if (text === undefined) continue;
    const name = text.slice(text.lastIndexOf("/") + 1);
    // A shell in a container may read its standard input.
    if (index + 1 >= args.length && !(isContainer && /sh$/.test(name))) continue;
    if (
      run.listener.knows(name) ||
      (SHELLS_AND_STARTERS.test(name) && (isContainer || index > 0 || !/^-/.test(text)))
    ) {
      found.push(index);
      if (found.length === STARTS_LIMIT) break;
    }
  }
  return found;
}

/** More than a command line names. */
const STARTS_LIMIT = 3;
