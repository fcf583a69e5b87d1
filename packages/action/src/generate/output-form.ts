// Derives the format of an output's text from its schema, for the generated files.
import { z } from "zod/mini";

export type OutputForm =
  | { readonly kind: "text" | "boolean" | "integer" | "number" | "json" }
  | { readonly kind: "choice"; readonly choices: readonly string[] };

/** Outputs of a composite action have no schema; they are the text that its steps wrote. */
export function outputForm(output: object): OutputForm {
  if (!("schema" in output)) return { kind: "text" };
  const { schema } = output;
  if (schema instanceof z.ZodMiniEnum) return { kind: "choice", choices: schema.options.map(String) };
  if (schema instanceof z.ZodMiniBoolean) return { kind: "boolean" };
  if (schema instanceof z.ZodMiniNumberFormat)
    return { kind: schema._zod.def.format.startsWith("float") ? "number" : "integer" };
  if (schema instanceof z.ZodMiniNumber) return { kind: "number" };
  return { kind: schema instanceof z.ZodMiniString ? "text" : "json" };
}
