// JSON Pointer (RFC 6901): parses a pointer such as `/build/commit` and finds its value in a document.
import { ProbeError } from "./error.ts";

export const isPointer = (text: string): boolean => text === "" || (text.startsWith("/") && !/~(?![01])/.test(text));

/** @throws ProbeError `bad-pointer` */
export function parsePointer(text: string): readonly string[] {
  if (!isPointer(text)) {
    throw new ProbeError(
      "bad-pointer",
      `\`${text}\` is not a JSON pointer`,
      "Start with a slash and separate the names with slashes, such as `/commit` or `/build/commit`; inside a name write `~1` for a slash and `~0` for a tilde (RFC 6901).",
    );
  }
  if (text === "") return [];
  return text
    .slice(1)
    .split("/")
    .map((token) => token.replaceAll("~1", "/").replaceAll("~0", "~"));
}

/**
 * Converts a pointer in URI fragment form (section 6), `#/build/commit` or `#` for the document itself, to a plain pointer. A text that does not
 * start with `#` is returned unchanged. @throws ProbeError `bad-pointer`
 */
export function plainPointer(text: string): string {
  if (!text.startsWith("#")) return text;
  try {
    return decodeURIComponent(text.slice(1));
  } catch {
    throw new ProbeError(
      "bad-pointer",
      `\`${text}\` is not a JSON pointer`,
      "After `#` every `%` must start an escape such as `%20`; write `%25` for a percent sign, or leave out the `#` (RFC 6901, section 6).",
    );
  }
}

/** The value at the pointer, or `undefined` if there is none (JSON itself has no `undefined`). */
export function valueAt(document: unknown, pointer: string): unknown {
  let value: unknown = document;
  for (const token of parsePointer(pointer)) {
    if (Array.isArray(value)) {
      // Section 4: an index is `0` or digits without a leading zero; `-` names an element that does not exist.
      value = /^(?:0|[1-9]\d*)$/.test(token) ? value[Number(token)] : undefined;
    } else if (typeof value === "object" && value !== null && Object.hasOwn(value, token)) {
      value = Reflect.get(value, token);
    } else {
      return undefined;
    }
  }
  return value;
}
