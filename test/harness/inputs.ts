// From `with:` and action.yml's defaults to the inputs a step gets (actions/runner ActionRunner and Handler.AddInputsToEnvironment).
import { type Contexts, interpolate } from "./expression.ts";
import type { Manifest } from "./manifest.ts";

export interface StepInputs {
  /** Every declared input (unset: its default, evaluated, or the empty string), then the undeclared ones as given. */
  readonly values: Readonly<Record<string, string>>;
  /** The runner's warning about names that action.yml does not declare. */
  readonly warning?: string;
}

/** `required: true` is not enforced, as the runner does not. Names are compared without case. */
export function stepInputs(
  manifest: Manifest,
  given: Readonly<Record<string, string>>,
  contexts: Contexts,
): StepInputs {
  const values: Record<string, string> = {};
  const declared = Object.keys(manifest.inputs);
  for (const [name, { default: fallback = "" }] of Object.entries(manifest.inputs)) {
    const key = Object.keys(given).find((each) => each.toLowerCase() === name.toLowerCase());
    values[name] = (key === undefined ? undefined : given[key]) ?? interpolate(fallback, contexts);
  }
  const unexpected = Object.keys(given).filter(
    (key) => !declared.some((name) => name.toLowerCase() === key.toLowerCase()),
  );
  for (const key of unexpected) values[key] = given[key] ?? "";
  if (unexpected.length === 0) return { values };
  const quoted = (names: readonly string[]) => names.map((name) => `'${name}'`).join(", ");
  return { values, warning: `Unexpected input(s) ${quoted(unexpected)}, valid inputs are [${quoted(declared)}]` };
}

/** Spaces become `_`, letters upper case, hyphens stay: `INPUT_HEALTH-URL`. */
export function inputVariables(values: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [`INPUT_${name.replaceAll(" ", "_").toUpperCase()}`, value]),
  );
}
