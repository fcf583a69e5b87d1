// Splices holes into a script: an expression, or a variable of the outer shell, that contains script code with spaces, operators or quotes
// is parsed as if the code had been written there.
import { partsOf, type Template, TemplateWriter } from "@deploy-actions/workflow-source";
import { isLiteral, only, type Value, type Values } from "@deploy-actions/workflow-source/value";

/** Characters that a shell does not treat as part of a word. */
const SYNTAX = /[\s;&|<>$`"'()\\#]/;
const WORDS = /([^\s;&|<>$`"'()\\#{}=,]+)/;

/** The script with such holes replaced by their text. Other holes, and those with several alternatives, stay. */
export function spliceHoles(script: Template): Template {
  if (!script.holes.some((values) => pieceIn(values) !== undefined)) return script;
  const writer = new TemplateWriter();
  for (const { from, to, values, written } of partsOf(script, 0, script.text.length)) {
    const piece = values === undefined ? undefined : pieceIn(values);
    if (piece !== undefined) splice(piece, from, to, script, writer);
    else if (values !== undefined) writer.hole(values, from, to, script, written);
    else writer.text(script.text.slice(from, to), from, script);
  }
  return writer.done();
}

/** The only alternative, if it is more than a single word. */
function pieceIn([value, ...others]: Values): Value | undefined {
  return value !== undefined && others.length === 0 && SYNTAX.test(value.text.trim()) ? value : undefined;
}

/** Words that could be names stay holes, which keep their trail. */
function splice({ text, trail }: Value, from: number, to: number, script: Template, writer: TemplateWriter): void {
  for (const piece of text.split(WORDS)) {
    if (/[:/@]/.test(piece) || !isLiteral(piece)) writer.hole(only(piece, trail), from, to, script, piece);
    else writer.at(piece, from, to, script);
  }
}
