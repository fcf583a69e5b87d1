// Derives the format of an output's text from its schema, for the generated files.
import { z } from "zod/mini";
import type { Output } from "../definition.ts";

export type OutputForm =
  | { readonly kind: "text" | "boolean" | "integer" | "number" | "json" }
  | { readonly kind: "choice"; readonly choices: readonly string[] };

export function outputForm({ schema }: Output<unknown>): OutputForm {
  if (schema instanceof z.ZodMiniEnum) return { kind: "choice", choices: schema.options.map(String) };
  if (schema instanceof z.ZodMiniBoolean) return { kind: "boolean" };
  if (schema instanceof z.ZodMiniNumberFormat)
    return { kind: schema._zod.def.format.startsWith("float") ? "number" : "integer" };
  if (schema instanceof z.ZodMiniNumber) return { kind: "number" };
  return { kind: schema instanceof z.ZodMiniString ? "text" : "json" };
}
