// Decides what a command prints that the walk does not run itself.
import type { Template } from "@deploy-actions/workflow-source";
import type { Command } from "@deploy-actions/workflow-source/command";
import { mark, only, withHop } from "@deploy-actions/workflow-source/value";
import { type Output, printed, type Run, type Streams, templateOfValues } from "./run.ts";
import type { Simple } from "./simple-command.ts";
import { typicalOutput } from "./typical-output.ts";

/** An output of which only its kind is known. `isRead` is true if the command was understood, and so is reported itself. */
export function likelyOutput(run: Run, { node }: Simple, command: Command, streams: Streams, isRead: boolean): Output {
  if (!streams.wanted) return undefined;
  // Output that only passes through another command is reported for the command that printed it.
  if (!isRead && streams.stdin !== undefined && isReported(streams.stdin)) return streams.stdin;
  const known = isRead ? only(mark("reported")) : typicalOutput(command);
  const { pos, end } = node;
  const what = `output of ${run.script.text.slice(pos, end)}`;
  return templateOfValues(withHop(known, { what, place: command.place }), run.script, pos, end);
}

/** True for output that another command was already reported for. */
function isReported(text: Template): boolean {
  return printed(text).every((value) => value.text.replaceAll(mark("reported"), "").trim() === "");
}
