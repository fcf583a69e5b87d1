// Parses `[[ !( … ) ]]` as Bash does: as the negation of a group, with or without a space. The parser always treats `!(` as an extended
// pattern, which Bash does only on the right of `==` unless `extglob` is on (GNU Bash reference, 3.5.8.1 and 6.4).
import { type Template, TemplateWriter } from "@deploy-actions/workflow-source";

/** A `!` directly before a parenthesis, at the start of a test or within one. */
const TOUCHING = /(?<=(?:\[\[\s|&&|\|\||\(|!)\s*)!(?=\()/g;
/** Maximum distance back to the `[[` of a test. */
const REACH = 2000;

/** Inserts a space after every such `!`. If `extglob` is enabled anywhere, the meaning is ambiguous and the script stays unchanged. */
export function withNegatedGroups(script: Template): Template {
  const { text } = script;
  if (!text.includes("!(") || text.includes("extglob")) return script;
  const found = [...text.matchAll(TOUCHING)].filter(({ index }) =>
    isInTest(text.slice(Math.max(0, index - REACH), index)),
  );
  if (found.length === 0) return script;
  const writer = new TemplateWriter();
  let from = 0;
  for (const { index } of found) {
    writer.slice(script, from, index + 1);
    writer.at(" ", index, index + 1, script);
    from = index + 1;
  }
  writer.slice(script, from, text.length);
  return writer.done();
}

/** Whether the text before is inside an open `[[`, outside quotes. */
function isInTest(before: string): boolean {
  const opened = before.lastIndexOf("[[");
  if (opened === -1) return false;
  const line = before.slice(before.lastIndexOf("\n", opened) + 1);
  return !/\s\]\]/.test(before.slice(opened)) && isEven(line, '"') && isEven(line, "'");
}

function isEven(text: string, sign: string): boolean {
  return text.split(sign).length % 2 === 1;
}
