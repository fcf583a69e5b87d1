// Builds the command line that an action runs with its inputs, so that the verb for that command can read it.
import { TemplateWriter } from "@deploy-actions/workflow-source";
import type { Host } from "@deploy-actions/workflow-source/command";
import type { Values } from "@deploy-actions/workflow-source/value";
import type { ActionInput, ActionScript, ActionStep } from "../action-verb.ts";
import { spansOf } from "./inputs.ts";

/** Parts of the command line: literal text, an input as shell text, or the entries of an input, each as one word after a flag. */
export type Part =
  | string
  | { readonly shell: ActionInput | undefined }
  | { readonly flag: string; readonly each: ActionInput | undefined; readonly separators?: string };

/** The script formed by these parts, separated by spaces. Literal text gets the place of the `uses:`. */
export function commandLine(step: ActionStep, host: Host, parts: readonly Part[]): ActionScript {
  const writer = new TemplateWriter();
  const own = (text: string): void => writer.at(text, 0, 0, { place: () => step.place });
  for (const part of parts) {
    if (typeof part === "string") own(`${part} `);
    else if ("shell" in part) {
      const template = part.shell?.template;
      if (template !== undefined) writer.slice(template, 0, template.text.length);
      own(" ");
    } else if (part.each !== undefined) {
      const { template } = part.each;
      for (const { start, end } of spansOf(template.text, part.separators ?? "\n")) {
        own(part.flag === "" ? "" : `${part.flag} `);
        quoted(writer, part.each, start, end);
        own(" ");
      }
    }
  }
  return { script: writer.done(), host, variables: NO_VARIABLES };
}

export const NO_VARIABLES: ReadonlyMap<string, Values> = new Map();

/** One word in single quotes, which a shell does not change. All of it gets the place of the entry. */
function quoted(writer: TemplateWriter, { template }: ActionInput, start: number, end: number): void {
  writer.at("'", start, start, template);
  let from = start;
  for (let at = template.text.indexOf("'", start); at !== -1 && at < end; at = template.text.indexOf("'", at + 1)) {
    writer.slice(template, from, at);
    writer.at("'\\''", at, at + 1, template);
    from = at + 1;
  }
  writer.slice(template, from, end);
  writer.at("'", end, end, template);
}
