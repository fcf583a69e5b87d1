// A file's text as a template: no holes, every offset where it stands.
import type { SourceFile } from "./decode.ts";
import { positionsOf } from "./position.ts";
import { type Template, TemplateWriter } from "./template.ts";

export function templateOfFile({ path, text }: SourceFile): Template {
  const position = positionsOf(text);
  const writer = new TemplateWriter();
  writer.text(text, 0, {
    place: (start, end) => ({ path, range: () => ({ start: position(start), end: position(end) }) }),
  });
  return writer.done();
}
