// What a JSON answer must say for it to count: pointer = value, compared as text, so that a 200 from the release before does not pass.
import { ProbeError } from "./error.ts";
import { parsePointer, valueAt } from "./pointer.ts";

export interface JsonExpectation {
  /** RFC 6901. */
  readonly pointer: string;
  /** The text of the value: a string as it is, a number, boolean or null as JSON writes it. */
  readonly equals: string;
}

/** Reads `/commit=3f2a…`; the pointer ends at the first `=`. @throws ProbeError `bad-pointer` */
export function parseExpectation(line: string): JsonExpectation {
  const at = line.indexOf("=");
  if (at < 0) {
    throw new ProbeError(
      "bad-pointer",
      `\`${line}\` has no \`=\``,
      "Write a JSON pointer, an equals sign and the value, such as `/commit=<sha>`.",
    );
  }
  const pointer = line.slice(0, at).trim();
  parsePointer(pointer);
  return { pointer, equals: line.slice(at + 1).trim() };
}

/** What stood at one pointer, as text; `missing` where there is no such place, `list` and `object` are never equal to a text. */
export interface JsonFinding {
  readonly pointer: string;
  readonly kind: "value" | "missing" | "list" | "object";
  readonly text?: string;
}

export function findJson(document: unknown, pointer: string): JsonFinding {
  const value = valueAt(document, pointer);
  if (value === undefined) return { pointer, kind: "missing" };
  if (Array.isArray(value)) return { pointer, kind: "list" };
  if (typeof value === "object" && value !== null) return { pointer, kind: "object" };
  return { pointer, kind: "value", text: String(value) };
}

export const isExpectedJson = ({ equals }: JsonExpectation, finding: JsonFinding | undefined): boolean =>
  finding?.kind === "value" && finding.text === equals;
