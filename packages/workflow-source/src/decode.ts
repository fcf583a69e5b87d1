// Decodes a file into text that is safe to parse, or reports why it is not a workflow; and turns the text into a template.
import { FILE_START, positionsOf, type Range } from "./position.ts";
import { type Template, TemplateWriter } from "./template.ts";
import { withoutReserved } from "./value/mark.ts";

export type SourceFile = { readonly path: string; readonly text: string };
/** A problem that prevented all or part of a file from being read. `message` is a complete sentence. */
export type SourceProblem = { readonly path: string; readonly range: Range; readonly message: string };

/** Bytes. Ten times the size of the largest workflow in the labelled corpus; GitHub's own are much smaller. */
export const SIZE_LIMIT = 1_048_576;

export type Decoded =
  | { readonly ok: true; readonly file: SourceFile }
  | { readonly ok: false; readonly problem: SourceProblem };

const UTF8 = new TextDecoder("utf-8", { fatal: true });

/** UTF-8 text of at most {@link SIZE_LIMIT} bytes; a byte order mark is dropped. */
export function decodeSource(path: string, bytes: Uint8Array): Decoded {
  if (bytes.length > SIZE_LIMIT) return refused(path, sizeMessage(bytes.length));
  if (bytes.includes(0)) return refused(path, "This file contains NUL bytes, so it is binary data and not a workflow.");
  try {
    return { ok: true, file: { path, text: withoutReserved(UTF8.decode(bytes)) } };
  } catch {
    return refused(path, "This file is not UTF-8 text, so it cannot be read as a workflow.");
  }
}

/** The message for a file of `size` bytes that is too large to check. */
export function sizeMessage(size: number): string {
  return `This file has ${size} bytes; files larger than ${SIZE_LIMIT} bytes are not checked.`;
}

/** A file's text as a template without holes. */
export function templateOfFile({ path, text }: SourceFile): Template {
  const position = positionsOf(text);
  const writer = new TemplateWriter();
  writer.text(text, 0, {
    place: (start, end) => ({ path, range: () => ({ start: position(start), end: position(end) }) }),
  });
  return writer.done();
}

function refused(path: string, message: string): Decoded {
  return { ok: false, problem: { path, range: FILE_START, message } };
}
