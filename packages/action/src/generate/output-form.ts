// What an output's schema says of the text that carries it, for every generated file that describes outputs.
import { z } from "zod/mini";

export type OutputForm =
  | { readonly kind: "text" | "boolean" | "integer" | "number" | "json" }
  | { readonly kind: "choice"; readonly choices: readonly string[] };

/** A composite's outputs have no schema: the runner carries whatever text its steps wrote. */
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
