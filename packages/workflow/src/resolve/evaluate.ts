// Evaluates texts of a workflow in the contexts that hold at their place.
import { evaluateExpression, type Lookup } from "../expression/evaluate.ts";
import { templateOf } from "../expression/template.ts";
import type { Problem } from "../source/decode.ts";
import type { Place } from "../source/position.ts";
import type { Text } from "../source/scalar.ts";
import { type Template, valuesIn } from "../source/template.ts";
import type { Values } from "../value/value.ts";

/** `lookup` is asked with the place of the expression; `report` hears of expressions that cannot be parsed. */
export type Surroundings = { lookup(place: Place): Lookup; report(problem: Problem): void };

/** The text with its expressions as holes. */
export function filled(text: Text, { lookup, report }: Surroundings): Template {
  return templateOf(text, (body, place) => {
    const { values, error } = evaluateExpression(body, lookup(place), place);
    if (error !== undefined) {
      const message = `${error.message} What it stands for is not known.`;
      report({ path: place.path, range: place.range(), message });
    }
    return values;
  });
}

/** What the whole text may be. */
export function evaluated(text: Text, surroundings: Surroundings): Values {
  const template = filled(text, surroundings);
  return valuesIn(template.text, template.holes);
}

/** A property of a context, found as GitHub finds it: without regard to case. */
export function found<T>(map: ReadonlyMap<string, T>, name: string | undefined): T | undefined {
  if (name === undefined) return undefined;
  const exact = map.get(name);
  if (exact !== undefined) return exact;
  const lower = name.toLowerCase();
  for (const [key, value] of map) if (key.toLowerCase() === lower) return value;
  return undefined;
}
