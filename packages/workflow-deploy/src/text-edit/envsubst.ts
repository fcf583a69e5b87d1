// Applies `envsubst` (GNU gettext) to a text: replaces `$NAME` and `${NAME}` only; it does not support defaults.
import { type SourcePlace, type Template, TemplateWriter } from "@deploy-actions/workflow-source";
import { mark, only, type Values, withHop } from "@deploy-actions/workflow-source/value";

/** `names` are the only variables to replace; undefined means all. `by` is the place of the command. */
export function applyEnvsubst(
  text: Template,
  variable: (name: string) => Values | undefined,
  names: ReadonlySet<string> | undefined,
  by: SourcePlace,
): Template {
  const writer = new TemplateWriter();
  let at = 0;
  for (const { 0: written, 1: braced, 2: plain, index } of text.text.matchAll(
    /\$\{([A-Za-z_]\w*)\}|\$([A-Za-z_]\w*)/g,
  )) {
    const name = braced ?? plain ?? "";
    if (names !== undefined && !names.has(name)) continue;
    writer.slice(text, at, index);
    const end = index + written.length;
    // Nothing in the repository sets it, so it is set elsewhere.
    const open = (): Values =>
      only(mark("variable"), [{ what: `variable ${name}, not set in this repository`, place: text.place(index, end) }]);
    const known = variable(name);
    const values = known === undefined ? open() : withHop(known, { what: `envsubst ${written}`, place: by });
    writer.hole(values, index, end, text, written);
    at = end;
  }
  if (at === 0) return text;
  writer.slice(text, at, text.text.length);
  return writer.done();
}
