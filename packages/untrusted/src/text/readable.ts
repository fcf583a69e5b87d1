// Makes text readable: without secrets, without what a terminal would obey, and with one kind of line break.
import type { Redact, Redacted } from "@deploy-actions/secret";
import { cut } from "./cut.ts";
import { escapeOf, INVISIBLE, mayHaveInvisible } from "./invisible.ts";

declare const made: unique symbol;
export type Readable = Redacted & { readonly [made]: "readable" };

/**
 * Escape sequences of a terminal (ECMA-48), also with the eight-bit forms of their introducers: with parameters (cursor, colours), strings
 * (window title, links), and short ones. A string without an end stops at the line break, so that it cannot hide the rest of the text.
 */
const SEQUENCES = [
  "(?:\\u001b\\[|\\u009b)[0-?]*[ -\\/]*[@-~]",
  "(?:\\u001b[\\]PX^_]|[\\u0090\\u0098\\u009d-\\u009f])[^\\u0007\\u001b\\u009c\\r\\n]*(?:\\u0007|\\u001b\\\\|\\u009c)?",
  "\\u001b[ -\\/]*[0-Z\\\\^-~]",
];
/** Made when it is needed: most text is plain. */
let replaced: RegExp | undefined;
const toReplace = (): RegExp => {
  replaced ??= new RegExp([...SEQUENCES, "\\r\\n?", INVISIBLE].join("|"), "gu");
  return replaced;
};

/**
 * Escape sequences are removed, except for colours if they are kept; carriage returns become line feeds; any other invisible character is
 * shown as an escape. The result is redacted again, because removing a sequence can join two halves of a secret.
 */
export function readable(text: string, redact: Redact, keep: { readonly colours?: boolean } = {}): Readable {
  const redacted = redact(text);
  if (!mayHaveInvisible(redacted)) return redacted as Readable;
  const shown = redacted.replace(toReplace(), (found) => {
    if (found.startsWith("\r")) return "\n";
    if (found.length === 1 || found.charCodeAt(0) >= FIRST_SURROGATE) return escapeOf(found);
    return keep.colours === true && isColour(found) ? found : "";
  });
  return (shown === redacted ? redacted : redact(shown)) as Readable;
}

const FIRST_SURROGATE = 0xd800;

const EXTENDED: Readonly<Record<number, number>> = { 5: 2, 2: 4 };

/**
 * Readable text of at most so many bytes. Much longer text is cut before the work and again after it, which takes time only for what could
 * be shown; a secret that the first cut shortens is recognized by the `…`.
 */
export function excerpt(text: string, bytes: number, redact: Redact, keep?: { readonly colours?: boolean }): Readable {
  return cut(readable(cut(text, 4 * bytes), redact, keep), bytes);
}

/** Colours, bold, faint, italic and underlined; neither blinking nor concealed. */
function isColour(sequence: string): boolean {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: a colour begins with one.
  const [, parameters] = /^\u001b\[([\d;]{0,40})m$/.exec(sequence) ?? [];
  if (parameters === undefined) return false;
  const numbers = parameters.split(";").map(Number);
  for (let at = 0; at < numbers.length; at += 1) {
    const number = numbers[at] ?? 0;
    // The colour follows: `5;n` or `2;r;g;b`.
    const extended = number === 38 || number === 48 ? EXTENDED[numbers[at + 1] ?? 0] : 0;
    if (extended === undefined || number === 5 || number === 6 || number === 8) return false;
    at += extended;
  }
  return true;
}
