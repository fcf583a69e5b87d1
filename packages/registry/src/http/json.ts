// Reads JSON from somebody else, which may be anything.

/** The parsed document, or undefined if it is not valid JSON. */
export function parseJson(input: string | Uint8Array): unknown {
  try {
    return JSON.parse(typeof input === "string" ? input : new TextDecoder().decode(input));
  } catch {
    return undefined;
  }
}
