// What `envsubst` (GNU gettext) makes of a text: `$NAME` and `${NAME}` replaced, and nothing else: it knows no defaults.
import { type SourcePlace, type Template, TemplateWriter } from "@deploy-actions/workflow-source";
import { mark, only, type Values, withHop } from "@deploy-actions/workflow-source/value";

/** `names` are those that alone are replaced; undefined: all. `by` is where the command stands. */
export function withVariables(
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
    // Nothing in the repository sets it, so somebody else does.
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
