// The template functions that can change an image: those of Go's text/template and of the sprig library that helm provides. The result of
// any other function is unknown. helm-functions.json has Helm's own results for each of them.

import { only, type Values } from "@deploy-actions/workflow-source/value";
import { bounded, type Datum, isText, isYamlTree, NIL, OPEN } from "./datum.ts";
import { goText, sprint, sprintf } from "./go-text.ts";
import { type Args, type ChartFunction, joined, stringDatum, TEXT_FUNCTIONS } from "./text-functions.ts";
import { TREE_FUNCTIONS } from "./tree-functions.ts";
import { TRUTH_FUNCTIONS } from "./truth-functions.ts";

/** The result of a call; unknown if the function is not implemented. */
export function callFunction(name: string, args: readonly Datum[]): Datum {
  const value = (FUNCTIONS.get(name) ?? (() => OPEN))(args);
  return value.is === "text" ? value : bounded(value);
}

/** What a template prints for a value: nothing for maps and lists, which are useful only after `toYaml`. */
export function printed(datum: Datum | undefined): Values {
  return datum?.is === "text" ? datum.values : only("");
}

const FORMAT_FUNCTIONS: Readonly<Record<string, ChartFunction>> = {
  cat: (args) =>
    stringDatum(
      joined(
        args.flatMap((arg) => (arg.is === "nil" ? [] : [goText(arg)])),
        " ",
      ),
    ),
  print: (args) => stringDatum(sprint(args)),
  printf: ([format = NIL, ...args]) => (isText(format) ? stringDatum(sprintf(format.values, args)) : OPEN),
  toString: ([value = NIL]: Args): Datum => (isYamlTree(value) ? value : stringDatum(goText(value))),
};

const FUNCTIONS: ReadonlyMap<string, ChartFunction> = new Map(
  Object.entries({ ...FORMAT_FUNCTIONS, ...TEXT_FUNCTIONS, ...TREE_FUNCTIONS, ...TRUTH_FUNCTIONS }),
);

/** The names of all implemented functions, including those that need the surrounding template. */
export const FUNCTION_NAMES: readonly string[] = [...FUNCTIONS.keys(), "include", "tpl"].sort();
