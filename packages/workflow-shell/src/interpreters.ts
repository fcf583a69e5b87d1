// Programs that run code of another language: in an option (`python3 -c`, `node -e`), a file, or their standard input. The code is not
// evaluated; the listener decides whether it could deploy.
import { type Template, valuesIn } from "@deploy-actions/workflow-source";
import { baseName, firstText, literalOf, type Word } from "@deploy-actions/workflow-source/command";
import { replaceMarks } from "@deploy-actions/workflow-source/value";
import { readNamed } from "./paths.ts";
import type { Run, Streams } from "./run.ts";

/** `code`: options with code; `values`: other options that take the next word; `without`: words that mean that no code is run. */
type Interpreter = {
  readonly names: RegExp;
  readonly code: RegExp;
  readonly values: RegExp;
  readonly subcommands?: RegExp;
};

const NONE = /^(?!)/;

const INTERPRETERS: readonly Interpreter[] = [
  { names: /^(?:python|pypy)[\d.]*(?:\.exe)?$/, code: /^-\w*c$/, values: /^-[WX]$/ },
  {
    names: /^(?:node|nodejs|tsx|ts-node|zx|bun|deno)$/,
    code: /^(?:-\w*[ep]|--eval|--print)$/,
    values: /^(?:-r|--require|--import|--loader|-C|--conditions|--env-file)$/,
    subcommands: /^(?:run|eval|exec)$/,
  },
  { names: /^perl[\d.]*$/, code: /^-\w*[eE]$/, values: NONE },
  { names: /^ruby[\d.]*$/, code: /^-\w*e$/, values: /^-[rICE]$/ },
  { names: /^php[\d.]*$/, code: /^-[rBRE]$/, values: /^-[cdz]$/ },
  { names: /^(?:lua[\d.]*|luajit)$/, code: /^-e$/, values: /^-l$/ },
  { names: /^(?:tclsh[\d.]*|expect)$/, code: /^-c$/, values: NONE },
  {
    names: /^(?:Rscript|R|julia|elixir|erl|scala|groovy|swift|osascript|ghc|runghc|clojure|bb|guile|emacs|jshell)$/,
    code: /^(?:-e|--eval|-l)$/,
    values: NONE,
  },
  {
    names: /^(?:pwsh|powershell)(?:\.exe)?$/i,
    code: /^(?:-c|-command|-e|-ec|-enc|-encodedcommand)$/i,
    values:
      /^-(?:ep|ex|executionpolicy|workingdirectory|wd|outputformat|inputformat|version|windowstyle|w|settingsfile)$/i,
  },
  { names: /^[gmn]?awk$/, code: NONE, values: /^-[Fvf]$/ },
  { names: /^m4$/, code: NONE, values: NONE },
];

/** Code for an interpreter: its text as far as it is known, and how it is called in messages. */
export type Code = {
  readonly language: string;
  readonly text: string;
  readonly isKnown: boolean;
  readonly from: string;
};

/** The code that a command runs; empty if the program is not an interpreter, or only prints its version. */
export function codeOf(run: Run, program: string, args: readonly Word[], streams: Streams): readonly Code[] {
  const interpreter = INTERPRETERS.find(({ names }) => names.test(program));
  if (interpreter === undefined) return [];
  const language = program.replace(/[\d.]+$|\.exe$/, "").toLowerCase();
  const asCode = (text: string, from: string): Code => ({ language, text, isKnown: isKnownIn(text), from });
  if (/awk$/.test(program)) return awkCode(run, args, asCode);
  const found: Code[] = [];
  for (let at = 0; at < args.length; at++) {
    const text = firstText(args[at]);
    const attached = /^(--eval|--print)=(.*)$/s.exec(text);
    if (attached !== null) return [asCode(attached[2] ?? "", `${program} ${attached[1]}`)];
    if (interpreter.code.test(text)) {
      const rest = args.slice(at + 1, /^(?:pwsh|powershell)/i.test(program) ? undefined : at + 2);
      if (/^-e(?:c|nc|ncodedcommand)?$/i.test(text) && language.startsWith("p") && /shell|pwsh/.test(language)) {
        return [asCode(decoded(firstText(rest[0])), `${program} ${text}`)];
      }
      return [asCode(rest.map((word) => allTexts(word)).join(" "), `${program} ${text}`)];
    }
    if (/^(?:-|--)$/.test(text)) break;
    if (/^(?:-V|-v|--version|-h|--help)$/i.test(text)) return [];
    if (/^-m$/.test(text) && language === "python") return moduleCode(run, args[at + 1], asCode);
    if (/^-File$/i.test(text)) continue;
    if (text.startsWith("-") || text.startsWith("+")) {
      if (interpreter.values.test(text)) at++;
      continue;
    }
    if (found.length === 0 && interpreter.subcommands?.test(text) === true) {
      if (text === "eval") return [asCode(firstText(args[at + 1]), `${program} eval`)];
      continue;
    }
    return fileCode(run, args[at], asCode);
  }
  if (streams.stdin === undefined && streams.isPiped !== true) return found;
  return [asCode(textOf(streams.stdin), "its standard input")];
}

type AsCode = (text: string, from: string) => Code;

/** A file of the repository; one that is not there is unknown code. */
function fileCode(run: Run, word: Word | undefined, asCode: AsCode): readonly Code[] {
  const path = literalOf(word);
  const file = path === undefined ? undefined : (readNamed(run, path) ?? withEnding(run, path));
  if (file !== undefined) return [asCode(textOf(file), baseName(path ?? ""))];
  return [{ ...asCode("", word?.written ?? ""), isKnown: false }];
}

const ENDINGS = [".js", ".mjs", ".cjs", ".ts", "/index.js", "/__main__.py"];

function withEnding(run: Run, path: string): Template | undefined {
  for (const ending of ENDINGS) {
    const file = readNamed(run, `${path}${ending}`);
    if (file !== undefined) return file;
  }
  return undefined;
}

/** `python -m name` runs a module of the repository, or an installed one, which is a program like any other. */
function moduleCode(run: Run, word: Word | undefined, asCode: AsCode): readonly Code[] {
  const path = literalOf(word)?.replaceAll(".", "/");
  const file = path === undefined ? undefined : (readNamed(run, `${path}.py`) ?? readNamed(run, `${path}/__main__.py`));
  return file === undefined ? [] : [asCode(file.text, path ?? "")];
}

/** Only programs that start others are worth a word. */
function awkCode(run: Run, args: readonly Word[], asCode: AsCode): readonly Code[] {
  const at = args.findIndex((arg) => firstText(arg) === "-f");
  if (at !== -1) return fileCode(run, args[at + 1], asCode);
  const code = args.map((arg) => allTexts(arg)).find((text) => /\bsystem\s*\(|\|\s*getline|\|&?\s*"|"\s*\|/.test(text));
  return code === undefined ? [] : [asCode(code, "awk")];
}

function allTexts({ values }: Word): string {
  return values.map(({ text }) => text).join("\n");
}

/** The possible texts. */
export function textOf(template: Template | undefined): string {
  return template === undefined
    ? ""
    : valuesIn(template.text, template.holes)
        .map(({ text }) => text)
        .join("\n");
}

/** True unless nothing of the code is known. */
function isKnownIn(text: string): boolean {
  return replaceMarks(text, () => "").trim() !== "";
}

/** `-EncodedCommand` takes UTF-16LE in base64. */
function decoded(text: string): string {
  return /^[\w+/=]+$/.test(text) ? Buffer.from(text, "base64").toString("utf16le") : text;
}
