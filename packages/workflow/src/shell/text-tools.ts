// Programs that only turn text into text, as far as their answer can be worked out: echo, printf, cat, cut, head, tr, sed, envsubst and the like
// (POSIX 4, GNU coreutils). What they print is followed into variables, files and pipes.
import { literalOf, shapeOf, type Word } from "../deploy/command.ts";
import { patternOf } from "../deploy/text-edit/regex.ts";
import { type Template, TemplateWriter } from "../source/template.ts";
import { commitMark, isLiteral, type Meaning, mark, replaceMarks } from "../value/mark.ts";
import { sliceMarked } from "../value/slice.ts";
import { flatMapText, mapText, only, soleText, type Values } from "../value/value.ts";
import { edited } from "./edited.ts";
import { readNamed } from "./paths.ts";
import { checkedBy } from "./pattern.ts";
import { writeFile } from "./redirect.ts";
import { joinedTemplates, NOTHING, printed, type Run, type Streams, templateOfValues } from "./run.ts";
import { type Argument, type Simple, writeWords } from "./simple.ts";
import type { Output } from "./walk.ts";

/** What the tool prints; undefined where the program is none, or its answer isn't known. */
export function textTool(run: Run, simple: Simple, streams: Streams): Output {
  const { program, args } = simple;
  switch (program) {
    case "echo":
      return echo(run, simple, streams);
    case "printf":
      return format(run, simple, streams);
    case "cat":
      return streams.wanted ? contents(run, args, streams) : NOTHING;
    case "tee":
      for (const path of args.filter((arg) => !shapeOf(arg).startsWith("-")).map(shapeOf)) {
        const append = args.some((arg) => /^(?:-\w*a\w*|--append)$/.test(shapeOf(arg)));
        if (streams.stdin !== undefined) writeFile(run, path, streams.stdin, append);
      }
      return streams.stdin;
    case "sed":
    case "gsed":
    case "perl":
    case "envsubst":
    case "yq":
    case "jq":
    case "kustomize":
      return edited(run, simple, streams);
    default:
      return streams.wanted ? filtered(run, simple, streams) : undefined;
  }
}

/** Written without quotes and blanks between, and the old `::set-output` command taken at its word. */
function echo(run: Run, { args }: Simple, { wanted }: Streams): Output {
  const words = args.filter((arg, index) => !(index < 2 && /^-[neE]+$/.test(shapeOf(arg))));
  const isSetting = shapeOf(words[0]).startsWith("::set-output");
  if (!wanted && !isSetting) return NOTHING;
  const line = lineOf(run, words);
  if (isSetting) setOutput(run, printed(line));
  return line;
}

function setOutput({ scope }: Run, line: Values): void {
  const name = line.flatMap(({ text }) => /^::set-output name=([\w-]+)::/.exec(text)?.[1] ?? [])[0];
  if (name !== undefined)
    scope.outputs.set(
      name,
      mapText(line, (text) => text.slice(text.indexOf("::", 2) + 2)),
    );
}

function lineOf(run: Run, words: readonly Argument[]): Template {
  const writer = new TemplateWriter();
  writeWords(words, run.script, writer);
  writer.at("\n", 0, 0, run.script);
  return writer.done();
}

/** `printf FORMAT words…`: the words take the place of `%s`; the format is used again while there are more. */
function format(run: Run, { node, args }: Simple, { wanted }: Streams): Output {
  if (shapeOf(args[0]) === "-v") {
    const text = formatted(run, node, args.slice(2));
    const name = literalOf(args[1]);
    if (name !== undefined) run.scope.variables.set(name, text === undefined ? only(mark("command")) : printed(text));
    return NOTHING;
  }
  return wanted ? formatted(run, node, args) : NOTHING;
}

function formatted(run: Run, node: Simple["node"], args: readonly Argument[]): Output {
  const pattern = literalOf(args[0]);
  if (pattern === undefined) return undefined;
  const unescaped = pattern.replaceAll("\\n", "\n").replaceAll("\\t", "\t");
  const parts = unescaped.split(/%(?:-?\d*s|d|q|b)/);
  const words = args.slice(1);
  const writer = new TemplateWriter();
  const rounds = Math.min(Math.max(1, Math.ceil(words.length / Math.max(1, parts.length - 1))), 50);
  for (let round = 0; round < rounds; round++) {
    parts.forEach((part, index) => {
      if (index > 0) {
        const word = words[round * (parts.length - 1) + index - 1];
        if (word !== undefined)
          writer.hole(word.values, word.start, word.start + word.written.length, run.script, word.written);
      }
      writer.at(part, node.pos, node.end, run.script);
    });
    if (parts.length === 1) break;
  }
  return writer.done();
}

function contents(run: Run, args: readonly Word[], { stdin }: Streams): Output {
  const paths = args.filter((arg) => !/^-./.test(shapeOf(arg)));
  if (paths.length === 0) return stdin;
  const files = paths.map((arg) => fileNamed(run, arg));
  const known = files.flatMap((file) => file ?? []);
  return known.length === files.length ? joinedTemplates(known) : undefined;
}

/** A file that a command names, as the script left it. */
export function fileNamed(run: Run, arg: Word): Template | undefined {
  const path = literalOf(arg);
  return path === undefined ? undefined : readNamed(run, path);
}

/** Tools that read standard input, or a file named last, and print a part of it. */
function filtered(run: Run, simple: Simple, streams: Streams): Output {
  const { program, args, node } = simple;
  const filter = FILTERS[program];
  if (filter === undefined) return undefined;
  const given = streams.stdin ?? (program === "basename" || program === "dirname" ? undefined : lastFile(run, args));
  if (filter === "same") return given;
  const values = given === undefined ? undefined : printed(given);
  const result = filter(args, values);
  return result === undefined ? undefined : templateOfValues(result, run.script, node.pos, node.end);
}

function lastFile(run: Run, args: readonly Argument[]): Template | undefined {
  const last = args.at(-1);
  return last === undefined || shapeOf(last).startsWith("-") ? undefined : fileNamed(run, last);
}

type Filter = (args: readonly Word[], stdin: Values | undefined) => Values | undefined;

const FILTERS: Readonly<Record<string, Filter | "same">> = {
  xargs: "same",
  sort: "same",
  uniq: "same",
  grep,
  egrep: grep,
  cut,
  head: (args, stdin) => take(args, stdin, (text, count) => sliceMarked(text, 0, count)),
  tail: (_, stdin) => (stdin?.every(({ text }) => !text.includes("\n")) ? stdin : undefined),
  tr,
  rev: () => undefined,
  basename: (args) => pathPart(args, (text) => text.slice(text.lastIndexOf("/") + 1)),
  dirname: (args) => pathPart(args, (text) => text.slice(0, Math.max(text.lastIndexOf("/"), 0)) || "."),
  awk: (args, stdin) =>
    /print \$1\b/.test(shapeOf(args.at(-1))) && !args.some((arg) => shapeOf(arg).startsWith("-F"))
      ? columns(stdin)
      : undefined,
};

/** `-v` leaves lines out; `-o PATTERN` prints what the pattern takes, which may be a commit or a version; else lines that match stay. */
function grep(args: readonly Word[], stdin: Values | undefined): Values | undefined {
  if (stdin === undefined || args.some((arg) => /^-\w*v/.test(shapeOf(arg)))) return stdin;
  const word = args.find((arg) => !shapeOf(arg).startsWith("-"));
  const source = word === undefined ? "" : shapeOf(word).replaceAll("\\d", "[0-9]");
  if (args.some((arg) => /^-\w*o/.test(shapeOf(arg)))) {
    const checked = checkedBy(source);
    return checked === undefined
      ? undefined
      : only(checked === "commit" ? commitMark() : mark("version"), stdin[0]?.trail);
  }
  const pattern = patternOf(source, args.some((arg) => /^-\w*[EP]/.test(shapeOf(arg))) ? "extended" : "basic", false);
  if (pattern === undefined) return undefined;
  const matching = (line: string): boolean =>
    line.search(pattern.regexp) !== -1 || replaceMarks(line, sampleOf).search(pattern.regexp) !== -1;
  const kept = stdin.flatMap(({ text, trail }) => {
    const lines = text.split("\n").filter(matching);
    return lines.length === 0 ? [] : [{ text: lines.join("\n"), trail }];
  });
  return kept.length === 0 ? undefined : kept;
}

/** What a mark may look like, for patterns that look for it. */
function sampleOf(meaning: Meaning): string {
  if (meaning.kind === "commit") return "0a1b2c3d4e5f60718293a4b5c6d7e8f901234567".slice(0, meaning.length);
  return meaning.kind === "version" ? "1.2.3" : meaning.kind === "branch" ? "main" : "";
}

/** `-c 1-7`, `-c-7`, `-b1-8`; `-d: -f2`. */
function cut(args: readonly Word[], stdin: Values | undefined): Values | undefined {
  if (stdin === undefined) return undefined;
  const range = optionOf(args, "c") ?? optionOf(args, "b");
  if (range !== undefined) {
    const [, from, to] = /^(\d*)-(\d+)$/.exec(range) ?? [];
    if (to === undefined) return undefined;
    const first = from === "" || from === undefined ? 1 : Number(from);
    return mapText(stdin, (text) => sliceMarked(text, first - 1, Number(to) - first + 1));
  }
  const field = optionOf(args, "f");
  const delimiter = optionOf(args, "d") ?? "\t";
  if (field === undefined || delimiter === "") return undefined;
  const [, from, to] = /^(\d+)(-(?:\d*))?$/.exec(field) ?? [];
  if (from === undefined) return undefined;
  const last = to === undefined ? Number(from) : to === "-" ? Number.POSITIVE_INFINITY : Number(to.slice(1));
  return flatMapText(stdin, (text) => {
    const fields = text.split(delimiter);
    // What nobody knows may hold the delimiter: a part of it is still of its kind.
    if (fields.length === 1) return only(text);
    return only(fields.slice(Number(from) - 1, last).join(delimiter));
  });
}

function take(
  args: readonly Word[],
  stdin: Values | undefined,
  change: (text: string, count: number) => string,
): Values | undefined {
  const count = Number(optionOf(args, "c") ?? optionOf(args, "-bytes") ?? "");
  if (stdin === undefined) return undefined;
  if (count > 0) return mapText(stdin, (text) => change(text, count));
  return mapText(stdin, (text) => text.split("\n")[0] ?? "");
}

/** `tr A-Z a-z`, `tr -d '\n'`, `tr / -`. */
function tr(args: readonly Word[], stdin: Values | undefined): Values | undefined {
  if (stdin === undefined) return undefined;
  const operands = args.filter((arg) => !/^-\w/.test(shapeOf(arg))).map((arg) => literalOf(arg) ?? "");
  const [from = "", to = ""] = operands.map((text) => text.replaceAll("\\n", "\n").replaceAll("\\r", "\r"));
  if (args.some((arg) => /^-\w*d/.test(shapeOf(arg)))) {
    return from.length <= 4
      ? mapText(stdin, (text) => [...text].filter((char) => !from.includes(char)).join(""))
      : undefined;
  }
  if (/^(?:\[:upper:\]|\[?A-Z\]?)$/.test(from)) return mapText(stdin, (text) => text.toLowerCase());
  if (/^(?:\[:lower:\]|\[?a-z\]?)$/.test(from)) return mapText(stdin, (text) => text.toUpperCase());
  if (from.length === 0 || from.length > 8 || from.includes("[")) return isOpen(stdin) ? stdin : undefined;
  return mapText(stdin, (text) =>
    [...text].map((char) => (from.includes(char) ? (to[from.indexOf(char)] ?? to.at(-1) ?? "") : char)).join(""),
  );
}

function isOpen(values: Values): boolean {
  return values.every(({ text }) => !isLiteral(text));
}

function pathPart(args: readonly Word[], change: (text: string) => string): Values | undefined {
  const operand = args.find((arg) => !/^-./.test(shapeOf(arg)));
  return operand === undefined ? undefined : mapText(operand.values, change);
}

function columns(stdin: Values | undefined): Values | undefined {
  const text = stdin === undefined ? undefined : soleText(stdin);
  return text === undefined ? stdin : only(text.trim().split(/\s+/)[0] ?? mark("command"), stdin?.[0]?.trail);
}

/** The value of a short option, joined to it or in the next word. */
function optionOf(args: readonly Word[], letter: string): string | undefined {
  for (const [index, arg] of args.entries()) {
    const text = shapeOf(arg);
    if (text === `-${letter}`) return shapeOf(args[index + 1]);
    if (text.startsWith(`-${letter}`) && !text.startsWith("--")) return text.slice(letter.length + 1);
  }
  return undefined;
}
