// Reads `[[ !( … ) ]]` as Bash does: a negation of a group, with or without a blank between. The parser takes `!(` for an extended
// pattern wherever it stands, which Bash does only on the right of `==` unless `extglob` is on (GNU Bash reference, 3.5.8.1 and 6.4).
import { type Template, TemplateWriter } from "@deploy-actions/workflow-source";

/** A `!` that touches a bracket, where a test begins or goes on. */
const TOUCHING = /(?<=(?:\[\[\s|&&|\|\||\(|!)\s*)!(?=\()/g;
/** How far back the `[[` of a test may be: more than anybody writes into one. */
const REACH = 2000;

/** The script with a blank behind every such `!`. Where `extglob` is switched on somewhere nobody knows which it is, and it stays. */
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

/** Whether what stands before is an open `[[`, outside of quotes. */
function isInTest(before: string): boolean {
  const opened = before.lastIndexOf("[[");
  if (opened === -1) return false;
  const line = before.slice(before.lastIndexOf("\n", opened) + 1);
  return !/\s\]\]/.test(before.slice(opened)) && isEven(line, '"') && isEven(line, "'");
}

function isEven(text: string, sign: string): boolean {
  return text.split(sign).length % 2 === 1;
}
