// The body of a here-document (POSIX 2.7.4): with a quoted delimiter it is text as it stands, else the shell that meets it expands it.
import type { HereDoc } from "unbash";
import { type Template, TemplateWriter } from "../source/template.ts";
import { expansionsOf } from "./expand.ts";
import type { Run } from "./run.ts";
import { segmentsOfBody, write } from "./segment.ts";

export function expandBody(run: Run, { delimiter, body }: HereDoc): Template {
  const writer = new TemplateWriter();
  const { script } = run;
  if (delimiter?.quoted) writer.slice(script, body.pos, body.end);
  else write(segmentsOfBody(body, script, expansionsOf(run)), script, writer);
  return writer.done();
}
