// Values in the words of tests.
import { shown } from "../src/value/mark.ts";
import type { Values } from "../src/value/value.ts";

/** Alternatives for people: `app:<commit>`, `a | b`. */
export function displayText(values: Values): string {
  return values.map(({ text }) => shown(text)).join(" | ");
}
