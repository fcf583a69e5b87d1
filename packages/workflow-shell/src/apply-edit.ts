// The result of text editors such as sed, envsubst and yq: the file that `sed -i` leaves, or the text passed on through a pipe.
import { type Template, TemplateWriter } from "@deploy-actions/workflow-source";
import { firstText, locate, type TextEdit, type Word } from "@deploy-actions/workflow-source/command";
import { union } from "@deploy-actions/workflow-source/value";
import { variable } from "./expand.ts";
import { filesNamed } from "./named-files.ts";
import { joinedTexts } from "./output.ts";
import { filesOf } from "./paths.ts";
import { NOTHING, type Output, printed, type Run, type Streams, spendOn, templateOfValues } from "./run.ts";
import type { Simple } from "./simple-command.ts";

/** Characters. */
const LINE_LIMIT = 1000;
/** How much more expensive it is to edit a text than to read it. */
const EDIT_COST = 3;

/** Undefined if the command is not an editor, or its result is unknown. */
export function applyEdit(run: Run, { node, program, args, assignments }: Simple, { stdin, wanted }: Streams): Output {
  const edit = run.listener.edit({
    program,
    args,
    place: run.script.place(node.pos, node.args.at(-1)?.end ?? node.end),
    variable: (name) => assignments.get(name) ?? variable(run, name),
  });
  if (edit === undefined || (!wanted && !edit.inPlace)) return undefined;
  if (!edit.inPlace) {
    const text = edit.files.length === 0 ? stdin : filesAt(run, edit.files);
    if (text === undefined) return undefined;
    spendOn(run, text.text.length * EDIT_COST);
    return isLine(text) ? editedLine(text, edit) : edit.apply(text);
  }
  for (const file of edit.files) {
    const path = pathOf(run, file);
    const before = path === undefined ? undefined : filesOf(run.scope, run.repository).read(path);
    spendOn(run, (before?.text.length ?? 0) * EDIT_COST);
    const after = before === undefined ? undefined : edit.apply(before);
    if (path !== undefined && after !== undefined) run.scope.files.set(path, after);
  }
  return NOTHING;
}

/** Text that does not affect a file's structure, such as a name in a variable. */
function isLine({ text, holes }: Template): boolean {
  return holes.length > 0 && text.length < LINE_LIMIT && text.trimEnd().split("\n").length === 1;
}

/** Edits each of the line's possible texts, because an edit must see the value of a hole and not the hole. */
function editedLine(line: Template, edit: TextEdit): Output {
  const texts = printed(line);
  const after = texts.map(({ text }) => edit.apply(textAt(text, line)));
  const known = after.flatMap((one, index) => {
    const trail = texts[index]?.trail ?? [];
    return one === undefined
      ? []
      : printed(one).map((value) => ({ text: value.text, trail: [...value.trail, ...trail] }));
  });
  return known.length < after.length ? undefined : templateOfValues(union(known), line, 0, line.text.length);
}

function textAt(text: string, line: Template): Template {
  const writer = new TemplateWriter();
  writer.at(text, 0, line.text.length, line);
  return writer.done();
}

function filesAt(run: Run, words: readonly Word[]): Template | undefined {
  const found = words.map((word) => {
    const path = word.values.length === 1 ? pathOf(run, word) : undefined;
    return path === undefined ? filesNamed(run, word) : filesOf(run.scope, run.repository).read(path);
  });
  return joinedTexts(found);
}

/** The file that is edited; on a host, the repository file of the same name. */
function pathOf(run: Run, word: Word): string | undefined {
  const { host, scope, repository } = run;
  const found = locate(
    { host, directory: scope.directory, elsewhere: scope.elsewhere, files: filesOf(scope, repository) },
    firstText(word),
  );
  return "path" in found ? found.path : undefined;
}
