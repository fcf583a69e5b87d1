// Evaluates template expressions over alternatives; unknown values stay unknown. Follows Go's text/template.
import type { SourcePlace } from "@deploy-actions/workflow-source";
import {
  concat,
  type Hop,
  mark,
  soleText,
  union,
  type Value,
  type Values,
  withHop,
} from "@deploy-actions/workflow-source/value";
import { type Datum, isText, isYamlTree, mapLeaves, NIL, OPEN, textDatum, valueAt } from "./datum.ts";
import type { Expression } from "./expression.ts";
import { callFunction, printed } from "./functions.ts";

/** The variables of an expression. */
export type Scope = {
  /** `$`: the argument of the template. `dot` is `.`, which `with` and `range` change. */
  readonly root: Datum;
  readonly dot: Datum;
  readonly variables: ReadonlyMap<string, Datum>;
  /** The place of the action, for trails. */
  place(): SourcePlace;
  /** The output of a named template; undefined if no file defines it. */
  include(name: string, argument: Datum): Datum | undefined;
  /** The output of a text that is itself a template. */
  fill(template: Value, argument: Datum): Values;
};

export function evaluate(expression: Expression, scope: Scope): Datum {
  switch (expression.is) {
    case "text":
      return textDatum(expression.text, expression.kind);
    case "dot":
      return scope.dot;
    case "variable":
      return expression.name === "" ? scope.root : (scope.variables.get(expression.name) ?? OPEN);
    case "field":
      return valueAt(evaluate(expression.of, scope), expression.path);
    case "call":
      return called(
        expression,
        expression.args.map((argument) => evaluate(argument, scope)),
        scope,
      );
  }
}

type Call = Expression & { readonly is: "call" };

function called({ name, args: written }: Call, args: readonly Datum[], scope: Scope): Datum {
  const [first = NIL, second = NIL] = args;
  switch (name) {
    case "include":
      if (args.length !== 2 || !isText(first)) return OPEN;
      return scope.include(soleText(printed(first)) ?? "", second) ?? imageByConvention(second);
    case "tpl":
      if (!isText(first) && !isYamlTree(first)) return OPEN;
      return mapLeaves(first, ({ values }) => ({
        is: "text",
        values: union(...values.map((value) => (value.text.includes("{{") ? scope.fill(value, second) : [value]))),
        kind: "string",
      }));
    case "nil":
      return NIL;
    case "default":
      return throughDefault(callFunction(name, args), written[0], scope);
    default:
      return callFunction(name, args);
  }
}

/** A default written in the template is shown in the trail. */
function throughDefault(value: Datum, fallback: Expression | undefined, scope: Scope): Datum {
  if (value.is !== "text" || fallback?.is !== "text") return value;
  const hop: Hop = { what: `default "${fallback.text}"`, place: scope.place(), fallback: true };
  const isDefault = ({ text, trail }: Value): boolean => text === fallback.text && trail.length === 0;
  return { ...value, values: value.values.flatMap((one) => (isDefault(one) ? withHop([one], hop) : [one])) };
}

/**
 * The output of a named template that is not in the repository, such as one from a library chart: by convention it prints the image passed
 * to it, or the chart's `image`.
 */
function imageByConvention(argument: Datum): Datum {
  const paths = [["imageRoot"], ["image"], ["Values", "image"]];
  const image = paths.map((path) => valueAt(argument, path)).find((one) => one.is === "map");
  if (image === undefined) return OPEN;
  const part = (...keys: readonly string[]): Values =>
    printed(keys.map((key) => valueAt(image, [key])).find((one) => one.is === "text"));
  const around = (before: string, values: Values, after: string): Values =>
    values.map((value) => (value.text === "" ? value : { ...value, text: before + value.text + after }));
  const digest = part("digest");
  const tag = digest.some(({ text }) => text !== "") ? around("@", digest, "") : around(":", part("tag"), "");
  const name = part("repository", "name");
  if (name.every(({ text }) => text === "")) return OPEN;
  // Without a tag, such a template has its own default, for example the chart's version.
  const given = tag.map((value) => (value.text === "" ? { ...value, text: `:${mark("expression")}` } : value));
  return { is: "text", values: concat(around("", part("registry"), "/"), name, given) };
}
