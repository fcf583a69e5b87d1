// JSON Pointer, RFC 6901: which place in a JSON document a text such as `/build/commit` means, and what stands there.
import { ProbeError } from "./error.ts";

export const isPointer = (text: string): boolean => text === "" || (text.startsWith("/") && !/~(?![01])/.test(text));

/** @throws ProbeError `bad-pointer` */
export function parsePointer(text: string): readonly string[] {
  if (!isPointer(text)) {
    throw new ProbeError(
      "bad-pointer",
      `\`${text}\` is not a JSON pointer`,
      "Begin with a slash and part the names with slashes, such as `/commit` or `/build/commit`; inside a name write `~1` for a slash and `~0` for a tilde (RFC 6901).",
    );
  }
  if (text === "") return [];
  return text
    .slice(1)
    .split("/")
    .map((token) => token.replaceAll("~1", "/").replaceAll("~0", "~"));
}

/**
 * A pointer as a URI fragment, `#/build/commit` or `#` for the whole document, as the plain pointer that it means (section 6); a text
 * that doesn't begin with `#` is a plain one already. @throws ProbeError `bad-pointer`
 */
export function plainPointer(text: string): string {
  if (!text.startsWith("#")) return text;
  try {
    return decodeURIComponent(text.slice(1));
  } catch {
    throw new ProbeError(
      "bad-pointer",
      `\`${text}\` is not a JSON pointer`,
      "After `#` every `%` must begin a code such as `%20`; write `%25` for a percent sign, or leave out the `#` (RFC 6901, section 6).",
    );
  }
}

/** The value there, or `undefined` where the document has no such place (JSON itself has no `undefined`). */
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
