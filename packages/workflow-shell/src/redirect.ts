// Redirections: what a command reads from a here-document or file, and where its output goes: a file of the repository, or the files by
// which a step speaks to later ones.
import { type Template, TemplateWriter } from "@deploy-actions/workflow-source";
import { firstText } from "@deploy-actions/workflow-source/command";
import type { HereDoc } from "unbash";
import { readAssignments } from "./assignments.ts";
import { expandFields, expansionsOf, segments } from "./expand.ts";
import type { Redirection } from "./grammar.ts";
import { filesNamed } from "./named-files.ts";
import { filesOf, writtenPath } from "./paths.ts";
import { joinedTemplates, NOTHING, type Output, type Run, type Streams, spendOn } from "./run.ts";
import { segmentsOfBody, write } from "./segment.ts";

/** What `$GITHUB_ENV` and `$GITHUB_OUTPUT` are while a script is walked: names, not files. */
export const STEP_FILES = { environment: "/github/env", outputs: "/github/output" } as const;

/** Characters of a block that is written piece by piece, each time read from its beginning. */
const BLOCK_LIMIT = 5_000;

/** How much less work it is to add to a text than to read it. */
const APPEND_SHARE = 10;

/** Runs something with its redirections in place. */
export function redirected(
  run: Run,
  redirects: readonly Redirection[],
  streams: Streams,
  body: (streams: Streams) => Output,
): Output {
  let { stdin } = streams;
  let sink: { readonly path: string; readonly append: boolean } | undefined;
  for (const redirect of redirects) {
    if (redirect.type === "HereDoc") stdin = expandBody(run, redirect);
    else if (redirect.type === "HereString")
      stdin = redirect.target === undefined ? undefined : wordTemplate(run, redirect.target);
    else if (redirect.operator === "<" && redirect.target !== undefined) {
      const [word] = expandFields(run, redirect.target);
      stdin = word === undefined ? undefined : filesNamed(run, word);
    } else if (
      /^(?:&?>>?|>\|)$/.test(redirect.operator) &&
      redirect.target !== undefined &&
      isStandardOutput(redirect)
    ) {
      const path = firstText(expandFields(run, redirect.target)[0]);
      sink = { path, append: redirect.operator.endsWith(">>") };
    }
  }
  if (sink === undefined) return body({ ...streams, stdin });
  const output = body({ stdin, wanted: true });
  if (output !== undefined) writeFile(run, sink.path, output, sink.append);
  return NOTHING;
}

/** The body of a here-document (POSIX 2.7.4): with a quoted delimiter it is text as it stands, else the shell that meets it expands it. */
function expandBody(run: Run, { delimiter, body }: HereDoc): Template {
  const writer = new TemplateWriter();
  const { script } = run;
  if (delimiter?.quoted) writer.slice(script, body.pos, body.end);
  else write(segmentsOfBody(body, script, expansionsOf(run)), script, writer);
  return writer.done();
}

/** Puts text into a file as the script would: kept for later commands, or handed to later steps. */
export function writeFile(run: Run, path: string, text: Template, append: boolean): void {
  const { scope } = run;
  if (path === STEP_FILES.environment || path === STEP_FILES.outputs) {
    const into = path === STEP_FILES.environment ? scope.environment : scope.outputs;
    const begun = scope.unfinished.get(path);
    const whole = begun === undefined ? text : joinedTemplates([begun, text]);
    const { found, unfinished } = readAssignments(whole);
    spendOn(run, whole.text.length);
    for (const [name, values] of found) into.set(name, values);
    scope.unfinished.delete(path);
    if (unfinished !== undefined && whole.text.length < BLOCK_LIMIT)
      scope.unfinished.set(path, tailOf(whole, unfinished));
    return;
  }
  const name = writtenPath(scope, path);
  if (name === undefined || name === "" || path.startsWith("/dev/")) return;
  const before = append ? filesOf(scope, run.repository).read(name) : undefined;
  spendOn(run, (before?.text.length ?? 0) / APPEND_SHARE);
  scope.files.set(name, before === undefined ? text : joinedTemplates([before, text]));
}

function tailOf(text: Template, from: number): Template {
  const writer = new TemplateWriter();
  writer.slice(text, from, text.text.length);
  return writer.done();
}

/** The text of one word. */
function wordTemplate(run: Run, word: Parameters<typeof segments>[1]): Template {
  const writer = new TemplateWriter();
  write(segments(run, word), run.script, writer);
  return writer.done();
}

function isStandardOutput(redirect: Extract<Redirection, { type: "Redirect" }>): boolean {
  const { descriptor } = redirect;
  return descriptor === undefined || (descriptor.type === "FileDescriptor" && descriptor.value === 1);
}
