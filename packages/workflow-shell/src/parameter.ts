// Parameter expansion (POSIX 2.6.2 and GNU Bash 3.5.3) over sets of values: defaults, slices, prefix and suffix removal, replacement, case.
import type { SourcePlace } from "@deploy-actions/workflow-source";
import {
  flatMapText,
  isLiteral,
  mapText,
  mark,
  only,
  sliceMarked,
  soleText,
  union,
  type Values,
  withHop,
} from "@deploy-actions/workflow-source/value";
import type { ParameterOperation, Word as SyntaxWord } from "unbash";
import { compileRegExp, globPattern } from "./glob.ts";

/** `expand` returns the possible values of a word of the operation; `place` and `written` are those of the complete expansion. */
export type ParameterContext = {
  readonly expand: (word: SyntaxWord) => Values;
  readonly place: SourcePlace;
  readonly written: string;
};

/** The possible values of `${name operation}`; `values` are those of the variable, undefined if nothing sets it. */
export function applyOperation(
  values: Values | undefined,
  operation: ParameterOperation,
  context: ParameterContext,
): Values {
  switch (operation.type) {
    case "Default":
      return withDefault(values, operation.operator, () => context.expand(operation.operand), context);
    case "Slice":
      return sliced(given(values), integer(context.expand(operation.offset)), length(operation.length, context));
    case "Remove":
      return removed(given(values), operation.operator, context.expand(operation.operand));
    case "Replace":
      return replaced(
        given(values),
        operation.operator,
        context.expand(operation.pattern),
        context.expand(operation.replacement),
      );
    case "CaseModification":
      return cased(given(values), operation.operator);
    default:
      return only(mark("variable"));
  }
}

function given(values: Values | undefined): Values {
  return values ?? only(mark("variable"));
}

/** A default is used if the variable is unset, or, with a colon, also if an alternative is empty. */
function withDefault(
  values: Values | undefined,
  operator: Extract<ParameterOperation, { type: "Default" }>["operator"],
  operand: () => Values,
  { place, written }: ParameterContext,
): Values {
  const known = values?.filter(({ text }) => text !== "" || !operator.startsWith(":")) ?? [];
  if (operator.endsWith("?")) return known.length > 0 ? known : only(mark("variable"));
  if (operator.endsWith("+")) {
    if (values === undefined) return only("");
    const isSure = known.length === values.length && known.every(({ text }) => isLiteral(text));
    return isSure ? operand() : union(operand(), only(""));
  }
  if (values !== undefined && known.length === values.length) return values;
  return union(known, withHop(operand(), { what: `default of ${written}`, place, fallback: true }));
}

function length(word: SyntaxWord | undefined, { expand }: ParameterContext): number | undefined {
  return word === undefined ? Number.POSITIVE_INFINITY : integer(expand(word));
}

function integer(values: Values): number | undefined {
  const text = soleText(values)?.trim() ?? "";
  return /^-?\d{1,6}$/.test(text) ? Number(text) : text === "" ? 0 : undefined;
}

function sliced(values: Values, start: number | undefined, count: number | undefined): Values {
  if (start === undefined || count === undefined)
    return mapText(values, (text) => (isLiteral(text) ? mark("variable") : text));
  return mapText(values, (text) => {
    if (start >= 0 && count >= 0) return sliceMarked(text, start, count);
    return isLiteral(text) ? text.slice(start, count < 0 ? count : start + count || undefined) : text;
  });
}

function removed(values: Values, operator: "#" | "##" | "%" | "%%", pattern: Values): Values {
  const glob = globPattern(soleText(pattern), operator.length === 1 ? "shortest" : "longest");
  if (glob === undefined) return values;
  if (operator.startsWith("#")) {
    const prefix = compileRegExp(`^(?:${glob})`, "su");
    if (prefix === undefined) return values;
    return mapText(values, (text) => text.replace(prefix, ""));
  }
  // A regular expression finds the leftmost suffix, which is the longest; the shortest is searched from the end.
  const suffix = compileRegExp(`^(?:${globPattern(soleText(pattern), "longest")})$`, "su");
  if (suffix === undefined) return values;
  return mapText(values, (text) => text.slice(0, suffixStart(text, suffix, operator)));
}

function suffixStart(text: string, suffix: RegExp, operator: string): number {
  const starts = Array.from({ length: Math.min(text.length, 1000) + 1 }, (_, index) => text.length - index);
  const ordered = operator === "%" ? starts : starts.reverse();
  return ordered.find((start) => suffix.test(text.slice(start))) ?? text.length;
}

function replaced(values: Values, operator: string, pattern: Values, replacement: Values): Values {
  const glob = globPattern(soleText(pattern), "longest");
  if (glob === undefined) return values;
  const body = operator === "/#" ? `^(?:${glob})` : operator === "/%" ? `(?:${glob})$` : glob;
  const expression = compileRegExp(body, operator === "//" ? "gsu" : "su");
  if (expression === undefined) return values;
  return flatMapText(values, (text) =>
    reset(expression).test(text)
      ? replacement.map((one) => ({ text: text.replace(reset(expression), () => one.text), trail: one.trail }))
      : only(text),
  );
}

function reset(expression: RegExp): RegExp {
  expression.lastIndex = 0;
  return expression;
}

function cased(values: Values, operator: "^" | "^^" | "," | ",,"): Values {
  return mapText(values, (text) => {
    const change = operator.startsWith("^")
      ? (part: string) => part.toUpperCase()
      : (part: string) => part.toLowerCase();
    return operator.length === 2 ? change(text) : change(text.slice(0, 1)) + text.slice(1);
  });
}
