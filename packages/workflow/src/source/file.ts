// A file's text as a template: no holes, every offset where it stands.
import type { SourceFile } from "./decode.ts";
import { positionsOf } from "./position.ts";
import { type Template, TemplateWriter } from "./template.ts";

/** Lines are counted when somebody first asks for a range. */
export function templateOfFile({ path, text }: SourceFile): Template {
  let at: ReturnType<typeof positionsOf> | undefined;
  const position = (offset: number) => {
    at ??= positionsOf(text);
    return at(offset);
  };
  const writer = new TemplateWriter();
  writer.text(text, 0, {
    place: (start, end) => ({ path, range: () => ({ start: position(start), end: position(end) }) }),
  });
  return writer.done();
}
