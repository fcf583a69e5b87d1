// A word that is a script itself: the text of an alias, the command of a trap.
import { type SourcePlace, type Template, TemplateWriter } from "@deploy-actions/workflow-source";
import { isLiteral, soleText, type Values } from "@deploy-actions/workflow-source/value";

/** `values` are the possible texts; `written` is what stands for a text that is not known. */
export function scriptOfWord(values: Values, place: SourcePlace, written: string): Template {
  const writer = new TemplateWriter();
  const sole = soleText(values);
  const source = { place: () => place };
  if (sole !== undefined && isLiteral(sole)) writer.at(sole, 0, 0, source);
  else writer.hole(values, 0, 0, source, written);
  return writer.done();
}
