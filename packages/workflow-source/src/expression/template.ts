// Turns a YAML scalar into a template: GitHub replaces each `${{ }}` before anything reads the text, so each becomes a hole.
import type { SourcePlace } from "../position.ts";
import { type Template, TemplateWriter } from "../template.ts";
import type { Values } from "../value/value.ts";
import { sourceOf, type Text } from "../yaml/scalar.ts";
import { bodyOf, expressionSpans } from "./span.ts";

/** `body` is the text between the braces; `place` is the place of `written`, the complete `${{ … }}`. */
export type EvaluateHole = (body: string, place: SourcePlace, written: string) => Values;

export function templateOf(text: Text, evaluate: EvaluateHole): Template {
  const { value } = text;
  const source = sourceOf(text);
  const writer = new TemplateWriter();
  let at = 0;
  for (const span of expressionSpans(value)) {
    const { start, end } = span;
    writer.text(value.slice(at, start), at, source);
    const written = value.slice(start, end);
    writer.hole(evaluate(bodyOf(value, span), source.place(start, end), written), start, end, source, written);
    at = end;
  }
  writer.text(value.slice(at), at, source);
  return writer.done();
}
