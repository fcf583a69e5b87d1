// What sed, envsubst, yq and their like make of a text: the file that `sed -i` leaves behind, or what goes on through a pipe.
import { locate } from "../companion/locate.ts";
import { shapeOf, type Word } from "../deploy/command.ts";
import { textEditOf } from "../deploy/text-edit/edit.ts";
import type { Template } from "../source/template.ts";
import { variable } from "./expand.ts";
import { filesOf } from "./paths.ts";
import { NOTHING, type Run, type Streams } from "./run.ts";
import type { Simple } from "./simple.ts";
import type { Output } from "./walk.ts";

/** Undefined where the command edits nothing, or nobody knows what comes of it. */
export function edited(run: Run, { node, program, args, assignments }: Simple, { stdin, wanted }: Streams): Output {
  const edit = textEditOf({
    program,
    args,
    place: run.script.place(node.pos, node.args.at(-1)?.end ?? node.end),
    variable: (name) => assignments.get(name) ?? variable(run, name),
  });
  if (edit === undefined || (!wanted && !edit.inPlace)) return undefined;
  if (!edit.inPlace) {
    const text = edit.files.length === 0 ? stdin : fileAt(run, edit.files[0]);
    return text === undefined ? undefined : edit.apply(text);
  }
  for (const file of edit.files) {
    const path = pathOf(run, file);
    const before = path === undefined ? undefined : filesOf(run.scope, run.repository).read(path);
    const after = before === undefined ? undefined : edit.apply(before);
    if (path !== undefined && after !== undefined) run.scope.files.set(path, after);
  }
  return NOTHING;
}

function fileAt(run: Run, word: Word | undefined): Template | undefined {
  const path = word === undefined ? undefined : pathOf(run, word);
  return path === undefined ? undefined : filesOf(run.scope, run.repository).read(path);
}

/** The file that is meant: on a host, the one of the repository that goes by that name. */
function pathOf(run: Run, word: Word): string | undefined {
  const { host, scope, repository } = run;
  const found = locate(
    { host, directory: scope.directory, elsewhere: scope.elsewhere, files: filesOf(scope, repository) },
    shapeOf(word),
  );
  return "path" in found ? found.path : undefined;
}
