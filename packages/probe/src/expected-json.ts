// Expectations on a JSON answer: pointer = value, compared as text. With them, a 200 from the previous release does not pass.
import { ProbeError } from "./error.ts";
import { parsePointer, plainPointer, valueAt } from "./pointer.ts";

export interface JsonExpectation {
  /** RFC 6901. */
  readonly pointer: string;
  /** The text of the value: a string as it is, a number, boolean or null as JSON writes it. */
  readonly equals: string;
}

/** Reads `/commit=3f2a…` or `#/commit=3f2a…`; the pointer ends at the first `=`. @throws ProbeError `bad-pointer` */
export function parseExpectation(line: string): JsonExpectation {
  const at = line.indexOf("=");
  if (at < 0) {
    throw new ProbeError(
      "bad-pointer",
      `\`${line}\` has no \`=\``,
      "Write a JSON pointer, an equals sign and the value, such as `/commit=<sha>`.",
    );
  }
  const pointer = plainPointer(line.slice(0, at).trim());
  parsePointer(pointer);
  return { pointer, equals: line.slice(at + 1).trim() };
}

/** What was found at an expectation's pointer. A `list` or an `object` never equals the expected text. */
export interface JsonFinding {
  readonly pointer: string;
  readonly kind: "value" | "missing" | "list" | "object";
  /** For display; secrets may be redacted. */
  readonly text?: string;
  /** Compared before `text` is redacted. */
  readonly asExpected: boolean;
}

export function findJson(document: unknown, { pointer, equals }: JsonExpectation): JsonFinding {
  const value = valueAt(document, pointer);
  if (value === undefined) return { pointer, kind: "missing", asExpected: false };
  if (Array.isArray(value)) return { pointer, kind: "list", asExpected: false };
  if (typeof value === "object" && value !== null) return { pointer, kind: "object", asExpected: false };
  const text = String(value);
  return { pointer, kind: "value", text, asExpected: text === equals };
}
