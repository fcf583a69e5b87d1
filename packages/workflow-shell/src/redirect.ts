// Redirections: input from a here-document or file, and output to a file of the repository or to the files that pass values to later steps.
import { type Template, TemplateWriter } from "@deploy-actions/workflow-source";
import { firstText } from "@deploy-actions/workflow-source/command";
import { concat, mapText, only } from "@deploy-actions/workflow-source/value";
import type { HereDoc, WordPart } from "unbash";
import { readAssignments } from "./assignments.ts";
import { expandFields, expansionsOf, segments, variable } from "./expand.ts";
import type { Redirection } from "./grammar.ts";
import { filesNamed } from "./named-files.ts";
import { filesOf, writtenPath } from "./paths.ts";
import { joinedTemplates, NOTHING, type Output, printed, type Run, type Streams, spendOn } from "./run.ts";
import { segmentsOfBody, write } from "./segment.ts";

/** The values of `$GITHUB_ENV` and `$GITHUB_OUTPUT` while a script is walked: placeholder paths. */
export const STEP_FILES = { environment: "/github/env", outputs: "/github/output", path: "/github/path" } as const;

/** Maximum number of characters of a block that is written piece by piece, since it is re-read from the start each time. */
const BLOCK_LIMIT = 5_000;

/** How much cheaper it is to append to a text than to read it. */
const APPEND_SHARE = 10;

/** Runs a command with its redirections applied. */
export function runRedirected(
  run: Run,
  redirects: readonly Redirection[],
  streams: Streams,
  body: (streams: Streams) => Output,
): Output {
  let { stdin, isPiped = false } = streams;
  let sink: { readonly path: string; readonly append: boolean } | undefined;
  for (const redirect of redirects) {
    if (redirect.type === "HereDoc") stdin = expandBody(run, redirect);
    else if (redirect.type === "HereString")
      stdin = redirect.target === undefined ? undefined : wordTemplate(run, redirect.target);
    else if (redirect.operator === "<" && redirect.target !== undefined) {
      const [word] = expandFields(run, redirect.target);
      stdin = word === undefined ? undefined : filesNamed(run, word);
      isPiped = stdin === undefined && firstText(word) !== "/dev/null";
    } else if (inputOf(redirect) !== undefined) {
      const reader = inputOf(redirect);
      return pipeInto(run, streams, reader, body);
    } else if (
      /^(?:&?>>?|>\|)$/.test(redirect.operator) &&
      redirect.target !== undefined &&
      isStandardOutput(redirect)
    ) {
      const path = firstText(expandFields(run, redirect.target)[0]);
      sink = { path, append: redirect.operator.endsWith(">>") };
    } else if (redirect.target !== undefined) expandFields(run, redirect.target);
  }
  if (sink === undefined) return body({ ...streams, stdin, isPiped });
  const output = body({ stdin, wanted: true, isPiped });
  if (output !== undefined) writeFile(run, sink.path, output, sink.append);
  else noteUnknownFile(run, sink.path);
  return NOTHING;
}

type Reader = Extract<WordPart, { type: "ProcessSubstitution" }>;

/** `> >(command)`: the command whose input it is. */
function inputOf(redirect: Redirection): Reader | undefined {
  if (redirect.type !== "Redirect" || !redirect.operator.includes(">")) return undefined;
  const [part, ...others] = redirect.target?.parts ?? [];
  return part?.type === "ProcessSubstitution" && part.operator === ">" && others.length === 0 ? part : undefined;
}

function pipeInto(run: Run, streams: Streams, reader: Reader | undefined, body: (streams: Streams) => Output): Output {
  const stdin = body({ ...streams, wanted: true });
  if (reader?.script === undefined || reader.script.source !== undefined) return NOTHING;
  const inner = { ...run, scope: run.scope.fork() };
  const output = run.execute.statements(inner, reader.script.commands, {
    stdin,
    wanted: streams.wanted,
    isPiped: true,
  });
  run.scope.adopt(inner.scope);
  return output;
}

/** The body of a here-document (POSIX 2.7.4): literal with a quoted delimiter, otherwise expanded by the current shell. */
function expandBody(run: Run, { delimiter, body }: HereDoc): Template {
  const writer = new TemplateWriter();
  const { script } = run;
  if (delimiter?.quoted) writer.slice(script, body.pos, body.end);
  else write(segmentsOfBody(body, script, expansionsOf(run)), script, writer);
  return writer.done();
}

/** Writes text to a file as the script would, for later commands or later steps. */
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
  if (path === STEP_FILES.path) {
    const before = scope.environment.get("PATH") ?? variable(run, "PATH") ?? only("");
    const folders = mapText(printed(text), (lines) => lines.replaceAll("\n", ":"));
    scope.environment.set("PATH", concat(folders, only(":"), before));
    return;
  }
  if (RUN_LATER.test(path)) reportLater(run, path, text);
  const name = writtenPath(scope, path);
  if (name === undefined || name === "" || path.startsWith("/dev/")) return;
  scope.opaque.delete(name);
  const before = append ? filesOf(scope, run.repository).read(name) : undefined;
  spendOn(run, (before?.text.length ?? 0) / APPEND_SHARE);
  scope.files.set(name, before === undefined ? text : joinedTemplates([before, text]));
}

/** Files that a machine runs by itself, at a time or when it starts. */
const RUN_LATER =
  /^\/etc\/(?:cron|systemd\/|init\.d\/|rc\.local|profile|bash)|\.(?:service|timer|container|kube)$|(?:^|\/)\.(?:bashrc|profile|bash_profile|zshrc)$|^\/var\/spool\/(?:cron|at)/;

function reportLater(run: Run, path: string, text: Template): void {
  const why = `${path}, which the machine runs by itself, names a command that deploys`;
  const code = printed(text)
    .map((value) => value.text)
    .join("\n");
  const place = text.place(0, Math.min(text.text.length, 1));
  run.listener.unknown({ is: "code", why, place, written: path, host: run.host, text: code, language: "words" });
}

/** Notes that a file has content that is not known, in case it is run later. */
export function noteUnknownFile({ scope }: Run, path: string): void {
  const name = writtenPath(scope, path);
  if (name !== undefined && !path.startsWith("/dev/")) scope.opaque.add(name);
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
