// Works out what an expression of a template gives: over alternatives, with what is not known open. After Go's text/template.
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
import { type Datum, isText, isYamlTree, mapLeaves, NIL, OPEN, textDatum, under } from "./datum.ts";
import type { Expression } from "./expression.ts";
import { callFunction, printed } from "./functions.ts";

/** What an expression sees. */
export type Scope = {
  /** `$`: what the template was called with. `dot` is `.`, which `with` and `range` move. */
  readonly root: Datum;
  readonly dot: Datum;
  readonly variables: ReadonlyMap<string, Datum>;
  /** Where the action stands, for the chain. */
  place(): SourcePlace;
  /** What a named template prints; undefined where no file defines it. */
  include(name: string, argument: Datum): Datum | undefined;
  /** What a text prints that is a template itself. */
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
      return under(evaluate(expression.of, scope), expression.path);
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
      return scope.include(soleText(printed(first)) ?? "", second) ?? imageOfCustom(second);
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

/** A default that the template spells out is seen in the chain. */
function throughDefault(value: Datum, fallback: Expression | undefined, scope: Scope): Datum {
  if (value.is !== "text" || fallback?.is !== "text") return value;
  const hop: Hop = { what: `default "${fallback.text}"`, place: scope.place(), fallback: true };
  const isDefault = ({ text, trail }: Value): boolean => text === fallback.text && trail.length === 0;
  return { ...value, values: value.values.flatMap((one) => (isDefault(one) ? withHop([one], hop) : [one])) };
}

/**
 * What a named template prints that is not in the repository, as those of library charts are: by custom it puts together the image
 * that it is given, or the chart's `image`.
 */
function imageOfCustom(argument: Datum): Datum {
  const paths = [["imageRoot"], ["image"], ["Values", "image"]];
  const image = paths.map((path) => under(argument, path)).find((one) => one.is === "map");
  if (image === undefined) return OPEN;
  const part = (...keys: readonly string[]): Values =>
    printed(keys.map((key) => under(image, [key])).find((one) => one.is === "text"));
  const around = (before: string, values: Values, after: string): Values =>
    values.map((value) => (value.text === "" ? value : { ...value, text: before + value.text + after }));
  const digest = part("digest");
  const tag = digest.some(({ text }) => text !== "") ? around("@", digest, "") : around(":", part("tag"), "");
  const name = part("repository", "name");
  if (name.every(({ text }) => text === "")) return OPEN;
  // Without a tag such a template has a default of its own, the chart's version or another.
  const given = tag.map((value) => (value.text === "" ? { ...value, text: `:${mark("expression")}` } : value));
  return { is: "text", values: concat(around("", part("registry"), "/"), name, given) };
}
