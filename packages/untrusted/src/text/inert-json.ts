// JSON that is inert for the log: the same document, with escapes for what the runner or a terminal would obey.
import type { Redacted } from "@deploy-actions/secret";
import type { Inert } from "./inert.ts";
import { INVISIBLE } from "./invisible.ts";

const ALL = new RegExp(INVISIBLE, "gu");

/**
 * For JSON text that is indented or on one line. Line feeds stay, because inside a string they are escaped already; so each line begins with
 * white space and punctuation of JSON, never with `::`.
 */
export function inertJson(json: Redacted): Inert {
  return json.replaceAll("##[", "##\\u005b").replace(ALL, (found) => asUnits(found)) as Inert;
}

function asUnits(character: string): string {
  return character.split("").reduce((all, unit) => `${all}\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`, "");
}
