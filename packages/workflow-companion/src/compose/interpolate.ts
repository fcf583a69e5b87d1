// Interpolates the variables of a compose file or `.env` file, following the grammar of the Compose specification:
// https://github.com/compose-spec/compose-spec/blob/main/12-interpolation.md
import { type Template, valuesIn } from "@deploy-actions/workflow-source";
import { concat, EMPTY, mark, only, union, type Values, withHop } from "@deploy-actions/workflow-source/value";

/** The possible values of a variable; undefined if nothing in the repository sets it. */
export type Variables = (name: string) => Values | undefined;

/** Maximum depth of nested defaults: `${A:-${B:-…}}`. Deeper ones are left unchanged. */
const DEPTH_LIMIT = 12;
const NAME = /[A-Za-z_][A-Za-z0-9_]*/y;

/**
 * The possible values of a scalar. A variable without a value or default is unknown: compose would use an empty text, but the deploy would
 * then fail, so it must be set on the host.
 */
export function interpolate(scalar: Template, variables: Variables): Values {
  return filled({ scalar, variables }, 0, scalar.text.length, 0);
}

type Filling = { readonly scalar: Template; readonly variables: Variables };

function filled(filling: Filling, start: number, end: number, depth: number): Values {
  const { text, holes } = filling.scalar;
  const parts: Values[] = [];
  let plain = start;
  const upTo = (at: number): void => {
    if (at > plain) parts.push(valuesIn(text.slice(plain, at), holes));
  };
  for (let at = text.indexOf("$", start); at !== -1 && at < end; at = text.indexOf("$", at)) {
    const read = depth < DEPTH_LIMIT ? variableAt(filling, at, end, depth) : undefined;
    if (read === undefined) {
      at++;
      continue;
    }
    upTo(at);
    parts.push(read.values);
    at = read.end;
    plain = at;
  }
  upTo(end);
  return parts.length === 0 ? EMPTY : concat(...parts);
}

type Read = { readonly values: Values; readonly end: number };

/** `$$`, `$NAME` or `${NAME…}` at `at`; undefined for a literal dollar. */
function variableAt(filling: Filling, at: number, end: number, depth: number): Read | undefined {
  const { text } = filling.scalar;
  if (text[at + 1] === "$") return { values: only("$"), end: at + 2 };
  const isBraced = text[at + 1] === "{";
  NAME.lastIndex = at + (isBraced ? 2 : 1);
  const name = NAME.exec(text)?.[0];
  if (name === undefined) return undefined;
  const after = NAME.lastIndex;
  if (!isBraced) return { values: plainVariable(filling, name, at, after), end: after };
  const close = closing(text, at + 1, end);
  if (close === undefined) return undefined;
  return { values: braced(filling, name, { at, after, close }, depth), end: close + 1 };
}

/** Offsets of a variable in braces: its dollar, the text after its name, and its closing brace. */
type Braces = { readonly at: number; readonly after: number; readonly close: number };

function braced(filling: Filling, name: string, { at, after, close }: Braces, depth: number): Values {
  const { text } = filling.scalar;
  const [operator = ""] = /^(?::?[-?+])?/.exec(text.slice(after, close)) ?? [];
  const value = filling.variables(name);
  const isSet = value !== undefined && value.length > 0;
  const from = after + operator.length;
  const argument = (): Values =>
    withHop(filled(filling, from, close, depth + 1), {
      what: `the default of ${name}`,
      place: filling.scalar.place(from, close),
      fallback: true,
    });
  const [given, mayBeEmpty] = operator.startsWith(":") ? [notEmpty(value), hasEmpty(value)] : [value ?? [], false];
  switch (operator.at(-1)) {
    case "-":
      if (!isSet) return argument();
      return mayBeEmpty ? union(given, argument()) : given;
    case "+": {
      const replaced = (): Values => filled(filling, from, close, depth + 1);
      if (given.length === 0) return EMPTY;
      return mayBeEmpty ? union(replaced(), EMPTY) : replaced();
    }
    case "?":
      return given.length > 0 ? given : open(filling, name, at, close + 1);
    default:
      return plainVariable(filling, name, at, close + 1);
  }
}

function plainVariable(filling: Filling, name: string, start: number, end: number): Values {
  return filling.variables(name) ?? open(filling, name, start, end);
}

function open({ scalar }: Filling, name: string, start: number, end: number): Values {
  const place = scalar.place(start, end);
  return only(mark("variable"), [{ what: `variable ${name}, not set in this repository`, place }]);
}

function notEmpty(values: Values | undefined): Values {
  return (values ?? []).filter(({ text }) => text !== "");
}

function hasEmpty(values: Values | undefined): boolean {
  return values?.some(({ text }) => text === "") ?? false;
}

/** Maximum number of characters in braces. */
const BRACES_LIMIT = 500;

/** The position of the brace that closes the one at `at`; nested braces (`${A:-${B}}`) are skipped. */
function closing(text: string, at: number, end: number): number | undefined {
  let depth = 0;
  for (let index = at; index < Math.min(end, at + BRACES_LIMIT); index++) {
    if (text[index] === "{" && text[index - 1] === "$") depth++;
    if (text[index] === "}" && --depth === 0) return index;
  }
  return undefined;
}
