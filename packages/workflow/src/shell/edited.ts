// What sed and envsubst make of a text: the file that `sed -i` leaves behind, or what goes on through a pipe.
import { locate } from "../companion/locate.ts";
import { shapeOf, type Word } from "../deploy/command.ts";
import { substitutionsOf } from "../deploy/text-edit/sed.ts";
import { substituted } from "../deploy/text-edit/substitute.ts";
import { type Template, TemplateWriter } from "../source/template.ts";
import { concat, only, through, type Values } from "../value/value.ts";
import { variable } from "./expand.ts";
import { filesOf } from "./paths.ts";
import { NOTHING, type Run, type Streams } from "./run.ts";
import type { Simple } from "./simple.ts";
import type { Output } from "./walk.ts";

export function edited(run: Run, simple: Simple, streams: Streams): Output {
  return simple.program === "sed" ? sed(run, simple, streams) : envsubst(run, simple, streams);
}

/** sed(1), GNU: `-i[SUFFIX]`, `-e PROGRAM`, `-E`/`-r`; without `-e` the first operand is the program, the rest are files. */
function sed(run: Run, { node, args }: Simple, { stdin, wanted }: Streams): Output {
  const inPlace = args.some((arg) => /^(?:-\w*i|--in-place)/.test(shapeOf(arg)));
  const { programs, paths } = operandsOf(args);
  if (!inPlace && !wanted) return NOTHING;
  const program = programs.length === 0 ? undefined : concat(...programs.flatMap((one) => [one, only("\n")]));
  if (program === undefined) return undefined;
  const extended = args.some((arg) => /^-\w*[Er]/.test(shapeOf(arg)) || shapeOf(arg) === "--regexp-extended");
  const substitutions = substitutionsOf(program, extended ? "extended" : "basic");
  const by = { what: "sed", place: run.script.place(node.pos, node.args.at(-1)?.end ?? node.end) };
  const edit = (text: Template | undefined): Template | undefined =>
    text === undefined ? undefined : substituted(text, substitutions, by);
  if (!inPlace) return edit(paths.length === 0 ? stdin : fileAt(run, paths[0]));
  for (const path of paths) {
    const name = pathOf(run, path);
    const text = name === undefined ? undefined : edit(filesOf(run.scope, run.repository).read(name));
    if (name !== undefined && text !== undefined) run.scope.files.set(name, text);
  }
  return NOTHING;
}

function operandsOf(args: readonly Word[]): { readonly programs: readonly Values[]; readonly paths: readonly Word[] } {
  const programs: Values[] = [];
  const operands: Word[] = [];
  for (let at = 0; at < args.length; at++) {
    const arg = args[at];
    const text = shapeOf(arg);
    if (arg === undefined) continue;
    if (/^-\w*e$/.test(text) || text === "--expression") programs.push(args[++at]?.values ?? only(""));
    // `sed -i '' …` is how macOS writes an in-place edit without a backup.
    else if (text !== "" && !/^-./.test(text)) operands.push(arg);
  }
  const [first] = operands;
  if (programs.length > 0 || first === undefined) return { programs, paths: operands };
  return { programs: [first.values], paths: operands.slice(1) };
}

/** Variables of a text take their values; those that nothing sets become empty in a run, and stay open here. */
function envsubst(run: Run, { node, args }: Simple, { stdin, wanted }: Streams): Output {
  if (!wanted || stdin === undefined) return wanted ? undefined : NOTHING;
  const only = new Set(
    [
      ...args
        .map(shapeOf)
        .join(" ")
        .matchAll(/\$\{?(\w+)/g),
    ].map(([, name]) => name),
  );
  const writer = new TemplateWriter();
  let at = 0;
  for (const { 0: whole, 1: name = "", index } of stdin.text.matchAll(/\$\{?([A-Za-z_]\w*)\}?/g)) {
    const values = only.size === 0 || only.has(name) ? variable(run, name) : undefined;
    if (values === undefined) continue;
    writer.slice(stdin, at, index);
    // It stands where the variable stood, so that a finding points into the file.
    const hop = { what: `envsubst ${whole}`, place: run.script.place(node.pos, node.end) };
    writer.hole(through(values, hop), index, index + whole.length, stdin, whole);
    at = index + whole.length;
  }
  writer.slice(stdin, at, stdin.text.length);
  return writer.done();
}

function fileAt(run: Run, word: Word | undefined): Template | undefined {
  const name = word === undefined ? undefined : pathOf(run, word);
  return name === undefined ? undefined : filesOf(run.scope, run.repository).read(name);
}

/** The file that is meant: on a host, the one of the repository that goes by that name. */
function pathOf(run: Run, word: Word): string | undefined {
  const { host, scope, repository } = run;
  const found = locate({ host, directory: scope.directory, files: filesOf(scope, repository) }, shapeOf(word));
  return "path" in found ? found.path : undefined;
}
