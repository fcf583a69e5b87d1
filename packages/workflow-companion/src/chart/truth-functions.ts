// Functions of Go's text/template and of sprig that test for truth, emptiness or equality, and choose by the result.

import { isLiteral, mark, only, union } from "@deploy-actions/workflow-source/value";
import { type Datum, eitherDatum, isFalsy, isYamlTree, NIL, OPEN, truthOf } from "./datum.ts";
import { type Args, boolDatum, type ChartFunction } from "./text-functions.ts";

/** Replaces the empty alternatives of a value with `fallback`. */
function withDefault(value: Datum, fallback: Datum): Datum {
  const known = truthOf(value);
  if (known !== undefined) return known ? value : fallback;
  if (value.is !== "text") return value;
  const full = value.values.filter(({ text }) => !isFalsy(text, value.kind));
  if (fallback.is !== "text") return value;
  const values = union(full, fallback.values);
  return value.kind !== undefined && value.kind === fallback.kind
    ? { is: "text", values, kind: value.kind }
    : { is: "text", values };
}

/** Go compares values of the same kind; nil equals only nil. Undefined if unknown. */
function isEqual(one: Datum, other: Datum): boolean | "fails" | undefined {
  if (one.is === "nil" || other.is === "nil") {
    const given = one.is === "nil" ? other : one;
    return given.is === "text" && given.kind === undefined ? undefined : given.is === "nil";
  }
  if (one.is !== "text" || other.is !== "text") return isYamlTree(one) || isYamlTree(other) ? undefined : "fails";
  if (one.kind !== undefined && other.kind !== undefined && one.kind !== other.kind) return "fails";
  const [first, ...more] = [...one.values, ...other.values].map(({ text }) => text);
  if (one.values.length > 1 || other.values.length > 1 || first === undefined) return undefined;
  return [first, ...more].every(isLiteral) ? more.every((text) => text === first) : undefined;
}

const UNDECIDED = boolDatum(undefined);

const equal: ChartFunction = ([first, ...others]) => {
  if (first === undefined || others.length === 0) return UNDECIDED;
  let known: boolean | undefined = false;
  for (const other of others) {
    const same = isEqual(first, other);
    if (same === "fails") return UNDECIDED;
    if (same === true) return known === false ? boolDatum(true) : UNDECIDED;
    if (same === undefined) known = undefined;
  }
  return boolDatum(known);
};

const negated: ChartFunction = (args) => {
  const known = truthOf(args[0] ?? NIL);
  return args.length === 1 && known !== undefined ? boolDatum(!known) : UNDECIDED;
};

const chosen: ChartFunction = (args) => {
  const [yes = NIL, no = NIL, condition = NIL] = args;
  const isBool = condition.is === "text" && (condition.kind === undefined || condition.kind === "bool");
  if (args.length !== 3 || !isBool) return OPEN;
  const known = condition.values.every(({ text }) => isLiteral(text)) ? truthOf(condition) : undefined;
  return known === undefined ? eitherDatum(yes, no) : known ? yes : no;
};

/** A missing required value makes Helm fail, so a deploy must set it in some other way. */
const required: ChartFunction = (args) => {
  const [, value] = args;
  const isMissing = value?.is === "nil" || (value?.is === "text" && value.values.every(({ text }) => text === ""));
  if (args.length !== 2 || value === undefined || !isMessage(args)) return OPEN;
  return isMissing ? { is: "text", values: only(mark("variable")) } : value;
};

function isMessage([message]: Args): boolean {
  return message?.is === "text" && (message.kind === undefined || message.kind === "string");
}

export const TRUTH_FUNCTIONS: Readonly<Record<string, ChartFunction>> = {
  and: (args) =>
    args.find((arg) => truthOf(arg) === false) ??
    (args.some((arg) => truthOf(arg) === undefined) ? boolDatum(undefined) : (args.at(-1) ?? OPEN)),
  coalesce: (args) => args.reduceRight((fallback, value) => withDefault(value, fallback), NIL),
  default: ([fallback, value]) => withDefault(value ?? NIL, fallback ?? OPEN),
  empty: negated,
  eq: equal,
  ne: (args) => (args.length === 2 ? negated([equal(args)]) : UNDECIDED),
  not: negated,
  or: (args) => args.slice(0, -1).reduceRight((fallback, value) => withDefault(value, fallback), args.at(-1) ?? OPEN),
  required,
  ternary: chosen,
};
