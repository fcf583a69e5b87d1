// Programs that only turn text into text: echo, printf, cat, tee, editors and filters (POSIX 4, GNU coreutils). Their output is tracked
// through variables, files and pipes.
import { type Template, TemplateWriter } from "@deploy-actions/workflow-source";
import { firstText, literalOf, type Word } from "@deploy-actions/workflow-source/command";
import { mapText, mark, only, type Values } from "@deploy-actions/workflow-source/value";
import { applyEdit } from "./apply-edit.ts";
import { FILTERS } from "./filters.ts";
import { filesNamed } from "./named-files.ts";
import { joinedTexts } from "./output.ts";
import { writeFile } from "./redirect.ts";
import { NOTHING, type Output, printed, type Run, type Streams, templateOfValues } from "./run.ts";
import { type Argument, type Simple, writeWords } from "./simple-command.ts";

/** The tool's output; undefined if the program is not a text tool, or its output is unknown. */
export function textTool(run: Run, simple: Simple, streams: Streams): Output {
  const { program, args } = simple;
  switch (program) {
    case "echo":
      return echo(run, simple, streams);
    case "printf":
      return format(run, simple, streams);
    case "cat":
      return streams.wanted ? contents(run, args, streams) : NOTHING;
    // Only values are encrypted: the kinds of the objects remain readable.
    case "sops":
      return streams.wanted && args.some((arg) => /^(?:-d|--decrypt|decrypt)$/.test(firstText(arg)))
        ? contents(
            run,
            args.filter((arg) => firstText(arg) !== "decrypt"),
            streams,
          )
        : undefined;
    case "tee": {
      const append = args.some((arg) => /^(?:-\w*a\w*|--append)$/.test(firstText(arg)));
      for (const path of args.map(firstText).filter((shape) => !shape.startsWith("-"))) {
        if (streams.stdin !== undefined) writeFile(run, path, streams.stdin, append);
      }
      return streams.stdin;
    }
    case "sed":
    case "gsed":
    case "perl":
    case "envsubst":
    case "yq":
    case "jq":
    case "kustomize":
      return applyEdit(run, simple, streams);
    default:
      return streams.wanted ? filtered(run, simple, streams) : undefined;
  }
}

/** Prints the words separated by spaces, and handles the old `::set-output` command. */
function echo(run: Run, { args }: Simple, { wanted }: Streams): Output {
  const words = args.filter((arg, index) => !(index < 2 && /^-[neE]+$/.test(firstText(arg))));
  const isSetting = firstText(words[0]).startsWith("::set-output");
  if (!wanted && !isSetting) return NOTHING;
  const hasEscapes = args.some((arg, index) => index < 2 && /^-[nE]*e/.test(firstText(arg)));
  const plain = lineOf(run, words);
  const line = hasEscapes && plain.holes.length === 0 && plain.text.includes("\\") ? unescaped(run, plain) : plain;
  if (isSetting) setOutput(run, printed(line));
  return line;
}

function unescaped(run: Run, line: Template): Template {
  const text = withoutEscapes(line.text);
  if (text === line.text.replaceAll("\\n", "\n")) return line;
  const writer = new TemplateWriter();
  writer.at(text, 0, 0, run.script);
  return writer.done();
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

/** `printf FORMAT words…`: the words replace `%s`; the format is reused while words remain. */
function format(run: Run, { node, args }: Simple, { wanted }: Streams): Output {
  if (firstText(args[0]) === "-v") {
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
  const unescaped = withoutEscapes(pattern);
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

/** The escapes of printf and of `echo -e`. */
function withoutEscapes(text: string): string {
  return text.replace(
    /\\(?:x([0-9a-fA-F]{1,2})|0?([0-7]{1,3})|([nrt\\]))/g,
    (_, hex?: string, octal?: string, sign?: string) => {
      if (hex !== undefined) return String.fromCharCode(Number.parseInt(hex, 16));
      if (octal !== undefined) return String.fromCharCode(Number.parseInt(octal, 8));
      return sign === "n" ? "\n" : sign === "t" ? "\t" : sign === "r" ? "\r" : "\\";
    },
  );
}

function contents(run: Run, args: readonly Word[], { stdin }: Streams): Output {
  const paths = args.filter((arg) => !/^-./.test(firstText(arg)));
  if (paths.length === 0) return stdin;
  return joinedTexts(paths.map((arg) => (firstText(arg) === "-" ? stdin : filesNamed(run, arg))));
}

/** Tools that read standard input, or a file named last, and print part of it. */
function filtered(run: Run, { program, args, node }: Simple, { stdin }: Streams): Output {
  const filter = FILTERS.get(program);
  if (filter === undefined) return undefined;
  const given = lastFile(run, args) ?? stdin;
  const values = given === undefined ? undefined : printed(given);
  const result = filter(args, values);
  if (result === undefined) return undefined;
  return given !== undefined && result === values ? given : templateOfValues(result, run.script, node.pos, node.end);
}

function lastFile(run: Run, args: readonly Argument[]): Template | undefined {
  const last = args.at(-1);
  return last === undefined || firstText(last).startsWith("-") ? undefined : filesNamed(run, last);
}
