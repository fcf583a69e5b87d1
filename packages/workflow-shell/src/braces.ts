// Brace expansion (GNU Bash 3.5.1): `{docker,run,app}` is three words. Other expansions happen afterwards, in each of them.
import type { Word, WordPart } from "unbash";

/** Maximum number of words from one, more than real scripts use. */
const LIMIT = 64;

/** The words that a word with braces stands for; undefined if it has none. */
export function braceAlternatives(word: Word): readonly Word[] | undefined {
  const { parts } = word;
  if (parts === undefined || !parts.some(({ type }) => type === "BraceExpansion")) return undefined;
  let all: WordPart[][] = [[]];
  for (const part of parts) {
    const choices = part.type === "BraceExpansion" ? choicesOf(part) : [part];
    all = all.flatMap((before) => choices.map((choice) => [...before, choice])).slice(0, LIMIT);
  }
  return all.map((some): Word => ({ ...word, text: word.text, value: some.map(textOf).join(""), parts: some }));
}

type Brace = Extract<WordPart, { type: "BraceExpansion" }>;

function choicesOf(part: Brace): readonly WordPart[] {
  const inner = part.text.slice(1, -1);
  const range = /^(-?\d{1,6}|[A-Za-z])\.\.(-?\d{1,6}|[A-Za-z])(?:\.\.-?\d+)?$/.exec(inner);
  const texts = range === null ? splitAtCommas(inner) : sequence(range[1] ?? "", range[2] ?? "");
  return texts.map(
    (text): WordPart => ({ type: "Literal", pos: part.pos, end: part.end, value: unquoted(text), text }),
  );
}

/** The parts between commas that are not within inner braces or quotes. */
function splitAtCommas(text: string): readonly string[] {
  const parts: string[] = [];
  let depth = 0;
  let from = 0;
  let quote = "";
  for (let at = 0; at < text.length; at++) {
    const sign = text[at] ?? "";
    if (sign === "\\") at++;
    else if (quote !== "") quote = sign === quote ? "" : quote;
    else if (sign === '"' || sign === "'") quote = sign;
    else if (sign === "{") depth++;
    else if (sign === "}") depth--;
    else if (sign === "," && depth === 0) {
      parts.push(text.slice(from, at));
      from = at + 1;
    }
  }
  return [...parts, text.slice(from)];
}

function sequence(from: string, to: string): readonly string[] {
  const isNumber = /\d/.test(from);
  const [first, last] = isNumber ? [Number(from), Number(to)] : [from.charCodeAt(0), to.charCodeAt(0)];
  const count = Math.min(Math.abs(last - first) + 1, LIMIT);
  return Array.from({ length: count }, (_, index) => {
    const one = first < last ? first + index : first - index;
    return isNumber ? String(one) : String.fromCharCode(one);
  });
}

function unquoted(text: string): string {
  return text.replace(/\\(.)|["']/gs, (_, escaped?: string) => escaped ?? "");
}

function textOf(part: WordPart): string {
  return "value" in part && typeof part.value === "string" ? part.value : part.text;
}
