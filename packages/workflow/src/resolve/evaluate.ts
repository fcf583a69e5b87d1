// Evaluates texts of a workflow in the contexts available at their place.
import { type SourcePlace, type SourceProblem, type Template, valuesIn } from "@deploy-actions/workflow-source";
import { evaluateExpression, type Lookup, templateOf } from "@deploy-actions/workflow-source/expression";
import type { Values } from "@deploy-actions/workflow-source/value";
import type { Text } from "@deploy-actions/workflow-source/yaml";

/** `lookup` gets the place of the expression; `report` is called for expressions that cannot be parsed. */
export type ExpressionScope = { lookup(place: SourcePlace): Lookup; report(problem: SourceProblem): void };

/** The text with its expressions as holes. */
export function asTemplate(text: Text, { lookup, report }: ExpressionScope): Template {
  return templateOf(text, (body, place) => {
    const { values, error } = evaluateExpression(body, lookup(place), place);
    if (error !== undefined) {
      const message = `${error.message} Its value is not known.`;
      report({ path: place.path, range: place.range(), message });
    }
    return values;
  });
}

/** The possible values of the complete text. */
export function valuesOfText(text: Text, surroundings: ExpressionScope): Values {
  const template = asTemplate(text, surroundings);
  return valuesIn(template.text, template.holes);
}

/** The possible texts, one after the other. */
export function textsOf(values: Values): string {
  return values.map(({ text }) => text).join("\n");
}

/** A property of a context, ignoring case as GitHub does. */
export function findIgnoringCase<T>(map: ReadonlyMap<string, T>, name: string | undefined): T | undefined {
  if (name === undefined) return undefined;
  const exact = map.get(name);
  if (exact !== undefined) return exact;
  const lower = name.toLowerCase();
  for (const [key, value] of map) if (key.toLowerCase() === lower) return value;
  return undefined;
}
