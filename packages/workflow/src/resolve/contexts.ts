// The contexts available to an expression of a job: github, env, inputs, steps, needs, matrix. Values not found here are unknown, with the
// context as their source.
// https://docs.github.com/en/actions/reference/workflows-and-actions/contexts
import type { SourcePlace } from "@deploy-actions/workflow-source";
import { githubContext, type Lookup, type Triggers } from "@deploy-actions/workflow-source/expression";
import { type Values, withHop } from "@deploy-actions/workflow-source/value";
import type { Text, YamlValue } from "@deploy-actions/workflow-source/yaml";
import { findIgnoringCase } from "./evaluate.ts";
import type { Layer } from "./layers.ts";
import { matrixValues } from "./matrix.ts";

export type Outputs = ReadonlyMap<string, Values>;

export type Contexts = {
  readonly triggers: Triggers;
  readonly inputs: ReadonlyMap<string, Values>;
  readonly env: Layer;
  /** Outputs of steps and jobs, by id. */
  readonly steps: ReadonlyMap<string, Outputs>;
  readonly needs: (job: string) => Outputs | undefined;
  readonly matrix: YamlValue | undefined;
  readonly evaluate: (text: Text) => Values;
};

/** `place` is the place of the expression. */
export function lookupIn(contexts: Contexts, place: SourcePlace): Lookup {
  return (path) => {
    const [context = "", first = "", second = "", third = ""] = path;
    const passed = (values: Values | undefined): Values | undefined =>
      values === undefined ? undefined : withHop(values, { what: path.join("."), place });
    switch (context) {
      case "github":
      case "runner":
        return first.toLowerCase() === "event" && second.toLowerCase() === "inputs"
          ? findIgnoringCase(contexts.inputs, third)
          : githubContext(path, contexts.triggers, place);
      case "env":
        return contexts.env(first);
      case "inputs":
        return findIgnoringCase(contexts.inputs, first);
      case "matrix":
        return matrixValues(contexts.matrix, path.slice(1), contexts.evaluate);
      case "steps":
        return second.toLowerCase() === "outputs"
          ? passed(findIgnoringCase(findIgnoringCase(contexts.steps, first) ?? NONE, third))
          : undefined;
      case "needs":
      case "jobs":
        return second.toLowerCase() === "outputs"
          ? passed(findIgnoringCase(contexts.needs(first) ?? NONE, third))
          : undefined;
      default:
        return undefined;
    }
  };
}

const NONE: Outputs = new Map();
