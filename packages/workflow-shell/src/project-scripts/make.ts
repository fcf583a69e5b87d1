// `make TARGET` and `just RECIPE`: the recipes of the targets and of what they need (GNU make manual, just manual). Variables are those of
// the command line, of the environment and of the file, as far as they are plain texts; anything else in a recipe stays open.
import { type Template, TemplateWriter } from "@deploy-actions/workflow-source";
import { type Command, firstText, joinPath, literalOf } from "@deploy-actions/workflow-source/command";
import { mark, only, type Values } from "@deploy-actions/workflow-source/value";
import type { NestedScript } from "../nested-scripts/nested-script.ts";
import { readNamed } from "../paths.ts";
import { type Run, spendOn } from "../run.ts";
import type { Simple } from "../simple-command.ts";

const FILES = { make: ["GNUmakefile", "makefile", "Makefile"], just: ["justfile", "Justfile", ".justfile"] } as const;
const INCLUDES_LIMIT = 8;
const RULES_LIMIT = 500;

/** Offsets of the recipe's lines in their file. */
type Line = { readonly start: number; readonly end: number };
type Rule = { readonly file: Template; readonly needs: readonly string[]; readonly lines: readonly Line[] };
type Book = { readonly rules: Map<string, Rule[]>; readonly variables: Map<string, string>; first: string | undefined };

export function makeScripts(
  run: Run,
  { program, args, assignments }: Simple,
  { stdin }: Command,
): readonly NestedScript[] {
  const kind = program === "just" ? "just" : "make";
  const targets: string[] = [];
  const given = new Map(assignments);
  let folder = "";
  let named: string | undefined;
  for (let at = 0; at < args.length; at++) {
    const text = firstText(args[at]);
    const next = literalOf(args[at + 1]);
    const variable = /^([A-Za-z_]\w*)=(.*)$/s.exec(text);
    if (variable?.[1] !== undefined) given.set(variable[1], only(variable[2] ?? "", args[at]?.values[0]?.trail));
    else if (/^(?:-C|--directory|-d|--working-directory)$/.test(text)) {
      folder = next ?? "";
      at++;
    } else if (/^(?:-f|--file|--makefile|--justfile)$/.test(text)) {
      named = next;
      at++;
    } else if (/^(?:-j|-l|-o|-W)$/.test(text)) at += /^\d+$/.test(next ?? "") ? 1 : 0;
    else if (!text.startsWith("-")) targets.push(text);
  }
  const names = named === undefined ? FILES[kind] : [named];
  const found =
    named === "-" ? stdin : names.map((name) => readNamed(run, joinPath(folder, name) ?? name)).find(Boolean);
  if (found === undefined) return [];
  const book: Book = { rules: new Map(), variables: new Map(), first: undefined };
  readBook(run, found, folder, kind, book, INCLUDES_LIMIT);
  const script = recipesOf(book, kind === "just" ? targets.slice(0, 1) : targets, kind);
  if (script === undefined) return [];
  const host = run.host;
  return [{ script, host, variables: new Map([...ownValues(book), ...given]), stdin: undefined, sharesScope: false }];
}

/** The variables that the file sets; those of the command line come before them. */
function ownValues({ variables }: Book): readonly (readonly [string, Values])[] {
  return [...variables.keys()].map((name) => [name, only(plain(variables, name, 0))] as const);
}

/** A variable with those in it replaced; open if it is the result of a function. */
function plain(variables: ReadonlyMap<string, string>, name: string, depth: number): string {
  const text = variables.get(name);
  if (text === undefined || depth > 8) return mark("variable");
  return text.replace(/\$[({]([^(){}\s]+)[)}]|\$[({][^)}]*[)}]?/g, (_, inner?: string) =>
    inner === undefined ? mark("command") : plain(variables, inner, depth + 1),
  );
}

function readBook(run: Run, file: Template, folder: string, kind: "make" | "just", book: Book, left: number): void {
  spendOn(run, file.text.length);
  let rule: (Rule & { lines: Line[] }) | undefined;
  let start = 0;
  for (const line of file.text.split("\n")) {
    const end = start + line.length;
    const isRecipe = kind === "make" ? line.startsWith("\t") : /^[ \t]+\S/.test(line);
    if (isRecipe && rule !== undefined) {
      const skipped = /^[ \t]*[@+-]*/.exec(line)?.[0].length ?? 0;
      rule.lines.push({ start: start + skipped, end });
    } else if (line.trim() !== "" && !line.startsWith("#")) {
      rule = readLine(run, line, file, folder, kind, book, left);
    }
    start = end + 1;
  }
}

function readLine(
  run: Run,
  line: string,
  file: Template,
  folder: string,
  kind: "make" | "just",
  book: Book,
  left: number,
) {
  const included = /^-?(?:s?include|import|mod)\s+['"]?([^'"\s]+)/.exec(line)?.[1];
  if (included !== undefined && left > 0) {
    const inner = readNamed(run, joinPath(folder, included) ?? included);
    if (inner !== undefined) readBook(run, inner, folder, kind, book, left - 1);
    return undefined;
  }
  const set = /^(?:export\s+|override\s+)*([A-Za-z_]\w*)\s*(?:[:?+!]{0,3}=)\s*(.*)$/.exec(line);
  if (set?.[1] !== undefined) {
    const value = kind === "just" ? (set[2] ?? "").replace(/^(["'])(.*)\1$/, "$2") : (set[2] ?? "");
    book.variables.set(set[1], value);
    return undefined;
  }
  const [, names, needs] = /^@?([^\s:=#][^:=#]*?)\s*::?(?!=)\s*([^#;]*)/.exec(line) ?? [];
  if (names === undefined || book.rules.size > RULES_LIMIT) return undefined;
  const rule = { file, needs: (needs ?? "").split(/\s+/).filter((one) => /^[\w./-]+$/.test(one)), lines: [] as Line[] };
  const targets = kind === "just" ? names.split(/\s+/).slice(0, 1) : names.split(/\s+/);
  for (const name of targets) {
    if (name.startsWith(".")) continue;
    book.first ??= name;
    book.rules.set(name, [...(book.rules.get(name) ?? []), rule]);
  }
  return rule;
}

/** The recipes of the targets and of what they need, in that order; undefined if none of them is there. */
function recipesOf(book: Book, targets: readonly string[], kind: "make" | "just"): Template | undefined {
  const writer = new TemplateWriter();
  const seen = new Set<string>();
  let isFound = false;
  const visit = (name: string): void => {
    if (seen.has(name) || seen.size > RULES_LIMIT) return;
    seen.add(name);
    for (const rule of book.rules.get(name) ?? []) {
      isFound = true;
      for (const need of rule.needs) visit(need);
      for (const line of rule.lines) writeLine(writer, rule.file, line, kind);
    }
  };
  for (const target of targets.length > 0 ? targets : [book.first ?? ""]) visit(target);
  return isFound ? writer.done() : undefined;
}

const MAKE_PARTS = /\$\$|\$[({](\w+)[)}]|\$[({][^)}\n]*[)}]|\$[@<^*?]/g;
const JUST_PARTS = /\{\{\s*(\w+)\s*\}\}|\{\{[^}]*\}\}/g;

/** A line as the shell gets it: `$(NAME)` is a variable to it as well, `$$` a dollar sign. */
function writeLine(writer: TemplateWriter, file: Template, { start, end }: Line, kind: "make" | "just"): void {
  let from = start;
  const text = file.text.slice(start, end);
  for (const match of text.matchAll(kind === "make" ? MAKE_PARTS : JUST_PARTS)) {
    const at = start + match.index;
    writer.slice(file, from, at);
    from = at + match[0].length;
    const name = match[1];
    const shell = match[0] === "$$" ? "$" : name === undefined ? undefined : `\${${name}}`;
    if (shell !== undefined) writer.at(shell, at, from, file);
    else writer.hole(only(mark("command")), at, from, file, match[0]);
  }
  writer.slice(file, from, end);
  writer.at("\n", end, end, file);
}
