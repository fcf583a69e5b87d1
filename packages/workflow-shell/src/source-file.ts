// `source FILE`: its assignments, and any other commands.
import { writtenIn } from "@deploy-actions/workflow-source";
import { literalOf, type Word } from "@deploy-actions/workflow-source/command";
import { replaceMarks } from "@deploy-actions/workflow-source/value";
import { readAssignments } from "./assignments.ts";
import { filesNamed } from "./named-files.ts";
import { DEPTH_LIMIT, timesWithin } from "./nesting-limit.ts";
import { isOpaque, readNamed } from "./paths.ts";
import { NOTHING, type Output, type Run, type Streams, spendOn } from "./run.ts";
import { setArguments } from "./scope.ts";
import type { Simple } from "./simple-command.ts";

/** How much more expensive it is to read a text line by line than as a whole. */
const LINE_COST = 4;

export function source(run: Run, simple: Simple, streams: Streams): Output {
  const [word, ...rest] = simple.args;
  const asked = literalOf(word);
  const known = isInput(asked) ? streams.stdin : asked === undefined ? undefined : readNamed(run, asked);
  const file = known ?? (word !== undefined && asked === undefined ? filesNamed(run, word) : undefined);
  if (file === undefined) {
    if (isMade(run, word)) report(run, simple);
    return NOTHING;
  }
  spendOn(run, file.text.length * LINE_COST);
  for (const [name, values] of readAssignments(file).found) run.scope.variables.set(name, values);
  if (!hasCommands(file.text) || timesWithin(run.within, file.text) > 0 || run.depth >= DEPTH_LIMIT) return NOTHING;
  if (rest.length > 0) setArguments(run.scope, rest);
  const within = { what: file.text, outer: run.within };
  const inner: Run = { ...run, script: file, depth: run.depth + 1, within };
  const output = run.execute.script(inner, { ...streams, stdin: undefined });
  if (simple.program !== "") run.scope.ended = false;
  return output ?? NOTHING;
}

function isInput(path: string | undefined): boolean {
  return path === "/dev/stdin" || path === "/dev/fd/0" || path === "-";
}

/** True for a file that an earlier command or step has made. Others are not reported, because `. ~/.profile` and its like are everywhere. */
function isMade(run: Run, word: Word | undefined): boolean {
  const path = literalOf(word);
  if (path !== undefined) return isInput(path) || isOpaque(run, path);
  return word !== undefined && isWhollyOpen(word);
}

/** A word of which nothing is known, such as the output of a command. */
function isWhollyOpen({ values }: Word): boolean {
  return values.some(
    ({ text }) => /\/dev\/fd/.test(text) || replaceMarks(text, ({ kind }) => (kind === "variable" ? "x" : "")) === "",
  );
}

function report(run: Run, { node, args }: Simple): void {
  const end = args.length === 0 ? node.end : node.args[0]?.end;
  const written = writtenIn(run.script.text.slice(node.pos, end), run.script.written);
  const why = "it runs code that is known only at run time";
  const place = run.calledAt ?? run.script.place(node.pos, node.args.at(-1)?.end ?? node.end);
  run.listener.unknown({ is: "open", why, place, written, host: run.host, text: "" });
}

/** True if there is anything besides assignments and comments. */
function hasCommands(text: string): boolean {
  return text
    .split("\n")
    .some((line) => !/^\s*(?:#.*|(?:export\s+)?[A-Za-z_][\w.-]*=(?:[^\s`$()]*|"[^"`$()]*"|'[^']*')\s*)?$/.test(line));
}
