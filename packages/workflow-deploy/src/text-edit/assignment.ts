// Finds the assignments in an expression of yq (https://mikefarah.gitbook.io/yq) or jq (https://jqlang.org/manual): `.image.tag = "1"`,
// `.containers[0].image |= strenv(IMAGE)`, `{image: $img}`. Everything else is ignored.
import { concat, type Hop, isLiteral, mark, only, union, type Values } from "@deploy-actions/workflow-source/value";

/** A step down into a document. `where` selects the items in which a key has a certain value. */
export type Step =
  | { readonly key: string }
  | { readonly index: number }
  | { readonly each: true }
  | { readonly where: string; readonly is: string };

export type Assignment = {
  /** The key that is set, the last one of the path. */
  readonly key: string;
  /** The path from the root; undefined if it is not a plain path, or inside an object that is being constructed. */
  readonly path: readonly Step[] | undefined;
  readonly values: Values;
};

/** The possible values of names in the expression: `$img` of `--arg`, environment variables. */
export type Names = { argument(name: string): Values | undefined; variable(name: string): Values | undefined };

export function assignmentsOf(expression: Values, names: Names): readonly Assignment[] {
  const [first, ...rest] = expression.map(({ text, trail }) =>
    readExpression(text, names).map((one) => ({ ...one, values: withTrailOf(one.values, trail) })),
  );
  if (first === undefined) return [];
  // Alternatives that set the same keys differ only in values.
  const same = rest.every((other) => other.map(({ key }) => key).join() === first.map(({ key }) => key).join());
  if (!same) return [first, ...rest].flat();
  return first.map((one, index) => ({
    ...one,
    values: union(one.values, ...rest.map((other) => other[index]?.values ?? [])),
  }));
}

/** The same values, with the trail of the text that contains them. */
function withTrailOf(values: Values, trail: readonly Hop[]): Values {
  return trail.length === 0 ? values : values.map((value) => ({ text: value.text, trail: [...value.trail, ...trail] }));
}

type Token = { readonly kind: "string" | "path" | "word" | "mark" | "sign"; readonly text: string };

const LENGTH_LIMIT = 20_000;
const TOKEN =
  /"(?:[^"\\]|\\[\s\S])*"|'[^']*'|(?:\.(?:[A-Za-z_][\w-]*|"[^"]*")|\.?\[(?:\d*|"[^"]*")\])+|\$?[A-Za-z_][\w-]*|[\u{f0000}-\u{f01ff}\u{100000}-\u{10fffd}]|\|=|==|!=|<=|>=|\+=|\/\/=?|[^\s]/gu;

function readExpression(text: string, names: Names): readonly Assignment[] {
  const tokens = text.length > LENGTH_LIMIT ? [] : [...text.matchAll(TOKEN)].map(([one]) => token(one));
  const found: Assignment[] = [];
  let start = 0;
  tokens.forEach(({ text: sign }, at) => {
    if (sign === "=" || sign === "|=") {
      const left = tokens.slice(start, at);
      const values = valueAt(tokens, at + 1, names);
      const key = lastKey(left);
      if (key !== undefined && values !== undefined) found.push({ key, path: pathIn(left), values });
      start = at + 1;
    } else if (sign === ":" && at > 0) {
      const key = tokens[at - 1];
      const values = valueAt(tokens, at + 1, names);
      const name = key?.kind === "string" ? unquoted(key.text) : key?.kind === "word" ? key.text : undefined;
      if (name !== undefined && values !== undefined) found.push({ key: name, path: undefined, values });
    }
  });
  return found;
}

function token(text: string): Token {
  if (/^["']/.test(text) && text.length > 1) return { kind: "string", text };
  if (/^\.?\[.*\]$|^\.[\w"]/s.test(text)) return { kind: "path", text };
  if (/^\$?[A-Za-z_]/.test(text)) return { kind: "word", text };
  return { kind: isLiteral(text) ? "sign" : "mark", text };
}

/** Strings, variables and concatenations of them. Undefined for anything computed from the document. */
function valueAt(tokens: readonly Token[], start: number, names: Names): Values | undefined {
  const parts: Values[] = [];
  for (let at = start; at < tokens.length; at++) {
    const one = tokens[at];
    if (one === undefined || one.text === "(") continue;
    const argument = tokens[at + 2]?.text ?? "";
    if (one.kind === "string") parts.push(stringValue(one.text, names));
    else if (one.kind === "mark") parts.push(only(one.text));
    else if (one.text === "strenv" || one.text === "env") {
      const name = tokens[at + 1]?.kind === "path" ? keysIn(tokens[at + 1]?.text ?? "")[0] : argument;
      parts.push(names.variable(name ?? "") ?? open());
      at += tokens[at + 1]?.kind === "path" ? 1 : 3;
    } else if (one.text === "$ENV") {
      parts.push(names.variable(keysIn(tokens[++at]?.text ?? "")[0] ?? "") ?? open());
    } else if (one.kind === "word" && one.text.startsWith("$")) {
      parts.push(names.argument(one.text.slice(1)) ?? open());
      // `$x.y` selects part of it.
      if (tokens[at + 1]?.kind === "path") return undefined;
    } else break;
    while (tokens[at + 1]?.text === ")") at++;
    if (tokens[at + 1]?.text !== "+") break;
    at++;
  }
  return parts.length === 0 ? undefined : concat(...parts);
}

/** A string's text; a jq interpolation `\( )` is a variable or unknown. */
function stringValue(written: string, names: Names): Values {
  const text = unquoted(written);
  const parts = text.split(/\\\((\s*[^()]*)\)/);
  return concat(
    ...parts.map((part, index) => {
      if (index % 2 === 0) return only(part.replace(/\\(["\\/])/g, "$1"));
      const name = /^\s*\$(\w+)\s*$/.exec(part)?.[1];
      return (name === undefined ? undefined : names.argument(name)) ?? open();
    }),
  );
}

function unquoted(written: string): string {
  return written.slice(1, -1);
}

function open(): Values {
  return only(mark("expression"));
}

/** The key before the operator, skipping closing brackets. */
function lastKey(left: readonly Token[]): string | undefined {
  const last = left.findLast(({ text }) => text !== ")");
  if (last?.kind !== "path") return undefined;
  return /\]$/.test(last.text) && !/"\]$/.test(last.text) ? undefined : keysIn(last.text).at(-1);
}

function keysIn(path: string): readonly string[] {
  return [...path.matchAll(/\.([A-Za-z_][\w-]*)|"([^"]*)"/g)].map(([, plain, quoted]) => plain ?? quoted ?? "");
}

/** Paths and `select(.key == "value")`, joined by `|`, since the last assignment. */
function pathIn(left: readonly Token[]): readonly Step[] | undefined {
  const steps: Step[] = [];
  for (let at = 0; at < left.length; at++) {
    const { kind, text } = left[at] ?? { kind: "sign", text: "" };
    if (text === "|" || text === "(" || text === ")") continue;
    if (text === "select") {
      const [key, sign, value] = [left[at + 2], left[at + 3], left[at + 4]];
      if (key?.kind !== "path" || sign?.text !== "==" || value?.kind !== "string") return undefined;
      steps.push({ where: keysIn(key.text).at(-1) ?? "", is: unquoted(value.text) });
      at += 5;
    } else if (kind === "path") {
      for (const [step, plain, quoted, index] of text.matchAll(/\.([A-Za-z_][\w-]*)|\.?"([^"]*)"|\[(\d*)\]/g)) {
        if (index !== undefined) steps.push(index === "" ? { each: true } : { index: Number(index) });
        else steps.push({ key: plain ?? quoted ?? step });
      }
    } else if (kind !== "string" || steps.length > 0) return undefined;
  }
  return steps.length === 0 ? undefined : steps;
}
