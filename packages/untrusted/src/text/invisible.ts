// Characters that do something else than being seen. A terminal, a log viewer or a browser obeys them: they move the cursor, reverse the
// direction of writing (https://trojansource.codes), or end a line for some programs and not for others.

/** Control characters except tab and line feed, Unicode's own line breaks, bidirectional controls, tags, and lone surrogates. */
export const INVISIBLE =
  "[\\u0000-\\u0008\\u000b-\\u001f\\u007f-\\u009f\\u2028-\\u202e\\u2066-\\u2069\\ufff9-\\ufffb\\u{e0000}-\\u{e007f}\\p{Surrogate}]";

/** Everything else in the basic plane, and every half of a character of another plane. */
const SUSPECT = /[^\t\n\x20-\x7e\xa0-\u2027\u202f-\u2065\u206a-\ud7ff\ue000-\ufff8\ufffc-\uffff]/;

/** False if there is certainly none. Much faster, because it treats every character outside the basic plane as one. */
export const mayHaveInvisible = (text: string): boolean => SUSPECT.test(text);

export const hasInvisible = (text: string): boolean => new RegExp(INVISIBLE, "u").test(text);

/** Shows each of them as an escape. */
export const withEscapes = (text: string): string => text.replace(new RegExp(INVISIBLE, "gu"), escapeOf);

/** The character as an escape of most languages and shells: `\x1b`, `\u202e`. */
export function escapeOf(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  const digits = code.toString(16);
  if (code > 0xffff) return `\\U${digits.padStart(8, "0")}`;
  return code > 0x7f ? `\\u${digits.padStart(4, "0")}` : `\\x${digits.padStart(2, "0")}`;
}
