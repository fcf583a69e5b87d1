// Translates the regular expressions of sed (POSIX 2017, chapter 9, with the GNU additions) and simple ones of Perl into JavaScript, with
// an estimate of the worst-case time, so that a script cannot stall a check.
import { isLiteral } from "../value/mark.ts";
import { type Atom, isExponential, longestLiteral, powerOf } from "./regex-cost.ts";

export type Dialect = "basic" | "extended" | "perl";

export type Pattern = {
  /** Global, by code point, with the offsets of groups. */
  readonly regexp: RegExp;
  /** A text that every match contains: if it is absent, no search is needed. */
  readonly literal: string;
  /** Worst-case number of steps for a search in a text of this length. */
  cost(length: number): number;
};

/** Characters of a pattern. */
const LENGTH_LIMIT = 400;
/** Text that a mark in a pattern may stand for: a name of unknown length. */
const UNKNOWN = "[^\\s\"']*";

/** Undefined for a pattern that is invalid, cannot be translated, or can take exponential time. */
export function patternOf(source: string, dialect: Dialect, ignoreCase: boolean): Pattern | undefined {
  if (source.length > LENGTH_LIMIT) return undefined;
  // A pattern of unknown parts could match anything; a few known characters make the intent clear.
  if (!isLiteral(source) && source.replace(/\W/g, "").length < 3) return undefined;
  const atoms = atomsOf(source, dialect);
  if (atoms === undefined || isExponential(atoms)) return undefined;
  try {
    const regexp = new RegExp(atoms.map(({ text }) => text).join(""), ignoreCase ? "dgiu" : "dgu");
    const power = powerOf(atoms);
    const choices = atoms.filter(({ kind }) => kind === "or").length + 1;
    return {
      regexp,
      literal: ignoreCase || choices > 1 ? "" : longestLiteral(atoms),
      cost: (length) => choices ** 2 * (length + 1) ** power,
    };
  } catch {
    return undefined;
  }
}

/** The pieces of the pattern: `one` character, group ends, `or`, an anchor, an unlimited `repeat`, or a limited repetition (`some`). */
function atomsOf(source: string, dialect: Dialect): readonly Atom[] | undefined {
  const atoms: Atom[] = [];
  const chars = [...source];
  const signs = dialect === "basic" ? ESCAPED_SPECIALS : SPECIALS;
  for (let at = 0; at < chars.length; at++) {
    const char = chars[at] ?? "";
    const next = chars[at + 1] ?? "";
    const atStart = atoms.length === 0 || ["open", "or"].includes(atoms.at(-1)?.kind ?? "");
    if (char === "[") {
      const set = bracketAt(chars, at);
      if (set === undefined) return undefined;
      atoms.push({ kind: "one", text: set.text });
      at = set.end;
    } else if (char === "\\" && next !== "" && (dialect !== "basic" || !(next in signs))) {
      const special = escaped(next);
      if (special === undefined) return undefined;
      atoms.push(special);
      at++;
    } else {
      const isEscape = char === "\\";
      const sign = isEscape ? signs[next] : dialect === "basic" ? BARE[char] : signs[char];
      if (isEscape) at++;
      if (sign === "interval") {
        const close = chars.indexOf("}", at);
        const body =
          close === -1
            ? ""
            : chars
                .slice(at + 1, close)
                .join("")
                .replace(/\\$/, "");
        if (!/^\d{1,3}(?:,\d{0,3})?$/.test(body) || atStart) return undefined;
        atoms.push({ kind: body.endsWith(",") ? "repeat" : "some", text: `{${body}}` });
        at = close;
      } else if (sign === "*" || sign === "+" || sign === "?") {
        if (atStart) {
          if (dialect !== "basic") return undefined;
          atoms.push(literal(isEscape ? next : char));
        } else if (atoms.at(-1)?.kind === "repeat" || atoms.at(-1)?.kind === "some") {
          if (dialect !== "perl" || sign !== "?") return undefined;
          atoms.push({ kind: "some", text: "?" });
        } else atoms.push({ kind: sign === "?" ? "some" : "repeat", text: sign });
      } else if (sign === "(") {
        if (dialect === "perl" && next === "?") return undefined;
        atoms.push({ kind: "open", text: "(" });
      } else if (sign === ")") atoms.push({ kind: "close", text: ")" });
      else if (sign === "|") atoms.push({ kind: "or", text: "|" });
      else if (sign === "^" && (dialect !== "basic" || atStart)) atoms.push({ kind: "anchor", text: "^" });
      else if (sign === "$" && (dialect !== "basic" || endsHere(chars, at))) atoms.push({ kind: "anchor", text: "$" });
      else if (sign === ".") atoms.push({ kind: "one", text: "." });
      else if (!isLiteral(char)) atoms.push({ kind: "one", text: UNKNOWN.slice(0, -1) }, { kind: "repeat", text: "*" });
      else atoms.push(literal(char));
    }
  }
  return atoms;
}

type Sign = "(" | ")" | "|" | "+" | "?" | "*" | "." | "^" | "$" | "interval";

const BARE: Readonly<Record<string, Sign>> = { "*": "*", ".": ".", "^": "^", $: "$" };
const ESCAPED_SPECIALS: Readonly<Record<string, Sign>> = {
  "(": "(",
  ")": ")",
  "|": "|",
  "+": "+",
  "?": "?",
  "{": "interval",
};
const SPECIALS: Readonly<Record<string, Sign>> = { ...BARE, ...ESCAPED_SPECIALS };

function escaped(char: string): Atom | undefined {
  // Back-references are rejected: no translation of them has a bounded running time.
  if (/[1-9]/.test(char)) return undefined;
  if (/[wWsSd]/.test(char)) return { kind: "one", text: `\\${char}` };
  if (char === "b" || char === "<" || char === ">") return { kind: "anchor", text: "\\b" };
  if (char === "n") return literal("\n");
  return literal(char === "t" ? "\t" : char);
}

function literal(char: string): Atom {
  return { kind: "one", text: char.replace(/[\\^$.*+?()[\]{}|/]/, "\\$&"), plain: char };
}

/** In a basic expression `$` is an anchor only at the end of the pattern or of a group. */
function endsHere(chars: readonly string[], at: number): boolean {
  const rest = chars[at + 1];
  return rest === undefined || (rest === "\\" && [")", "|"].includes(chars[at + 2] ?? ""));
}

const CLASSES: ReadonlyMap<string, string> = new Map(
  Object.entries({
    alpha: "a-zA-Z",
    digit: "0-9",
    alnum: "a-zA-Z0-9",
    upper: "A-Z",
    lower: "a-z",
    space: "\\s",
    blank: " \\t",
    punct: "!-\\/:-@\\[-`\\{-~",
    xdigit: "0-9A-Fa-f",
  }),
);

function bracketAt(chars: readonly string[], start: number): { text: string; end: number } | undefined {
  let at = start + 1;
  const negated = chars[at] === "^";
  if (negated) at++;
  let body = "";
  for (let first = true; at < chars.length; at++, first = false) {
    const char = chars[at] ?? "";
    if (char === "]" && !first) return { text: `[${negated ? "^" : ""}${body}]`, end: at };
    if (char === "[" && chars[at + 1] === ":") {
      const close = chars.indexOf("]", at);
      const known = CLASSES.get(chars.slice(at + 2, close - 1).join(""));
      if (close === -1 || known === undefined) return undefined;
      body += known;
      at = close;
    } else if (char === "\\" && /[nrtwsd]/i.test(chars[at + 1] ?? "")) body += `\\${chars[++at]}`;
    else body += char.replace(/[\\[\]]/, "\\$&");
  }
  return undefined;
}
