// Parses a sed program (POSIX 2017, sed) as far as it replaces text: `s` and `c` commands with their addresses. Other commands are ignored:
// what they print or delete does not set an image.
import { type Dialect, type Pattern, patternOf } from "@deploy-actions/workflow-source/regex";
import type { Values } from "@deploy-actions/workflow-source/value";

/** Replacement text: literal pieces, and numbers of match groups (0 is the complete match). */
export type Piece = string | number;

export type Substitution = {
  /** The source text. */
  readonly source: string;
  /** Undefined if it is unknown what it matches. */
  readonly pattern: Pattern | undefined;
  readonly global: boolean;
  /** Lines that the command applies to; undefined for all or unknown lines. */
  readonly on: Pattern | undefined;
  /** For `c`, the complete line is replaced. */
  readonly wholeLine: boolean;
  /** The replacement, for each alternative. Never empty. */
  readonly replacements: readonly Replacement[];
};

export type Replacement = { readonly pieces: readonly Piece[]; readonly trail: Values[number]["trail"] };

/** The substitutions of a program in order. Alternatives of the program may differ only in replacements; otherwise the result is empty. */
export function substitutionsOf(program: Values, dialect: Dialect): readonly Substitution[] {
  const [first, ...rest] = program.map(({ text, trail }) => readProgram(text, dialect, trail));
  if (first === undefined) return [];
  return first.flatMap((one, index) => {
    const others = rest.map((read) => read[index]);
    const same = others.every((other) => other?.source === one.source);
    return same
      ? [{ ...one, replacements: [one, ...others.flatMap((other) => other ?? [])].flatMap((s) => s.replacements) }]
      : [];
  });
}

type Trail = Values[number]["trail"];

/** Maximum number of commands, more than real programs have. */
const COMMAND_LIMIT = 200;

function readProgram(text: string, dialect: Dialect, trail: Trail): readonly Substitution[] {
  const found: Substitution[] = [];
  let at = 0;
  while (at < text.length && found.length < COMMAND_LIMIT) {
    const address = addressAt(text, at);
    at = address.end;
    const command = text.charAt(at);
    const on = address.source === undefined ? undefined : patternOf(address.source, dialect, false);
    if (command === "s") {
      const read = substitutionAt(text, at, dialect);
      if (read === undefined) return found;
      const { source, replacement, flags, end } = read;
      found.push({
        source,
        pattern: patternOf(source, dialect, /i/i.test(flags)),
        global: flags.includes("g"),
        on,
        wholeLine: false,
        replacements: [{ pieces: piecesOf(replacement, dialect), trail }],
      });
      at = end;
    } else if (command === "c" && address.source !== undefined) {
      const end = lineEnd(text, at);
      const line = text.slice(at + 1, end).replace(/^\s*\\?\n?/, "");
      found.push({
        source: address.source,
        pattern: on,
        global: false,
        on: undefined,
        wholeLine: true,
        replacements: [{ pieces: [line], trail }],
      });
      at = end;
    } else if (/[aicrwbt:#]/.test(command)) at = lineEnd(text, at);
    else at++;
  }
  return found;
}

/** The position of the command after an address, and the address if it is a single pattern. Ranges are skipped. */
function addressAt(text: string, start: number): { end: number; source?: string } {
  let at = start;
  const sources: string[] = [];
  let isRange = false;
  for (;;) {
    const char = text.charAt(at);
    if (char === "/" || char === "\\") {
      const from = char === "/" ? at + 1 : at + 2;
      const end = delimiterAfter(text, from, char === "/" ? "/" : text.charAt(at + 1));
      if (end === -1) return { end: text.length };
      sources.push(text.slice(from, end));
      at = end + 1;
      while (text.charAt(at) === "I") at++;
    } else if (char === "," || /\d/.test(char)) {
      isRange = true;
      at++;
    } else if (char === "$" || char === "!" || /[\s;{}]/.test(char)) {
      if (char === "!" || char === "$" || char === "{") isRange = true;
      at++;
    } else break;
  }
  const [source] = sources;
  return source === undefined || isRange || sources.length > 1 ? { end: at } : { end: at, source };
}

function substitutionAt(
  text: string,
  start: number,
  dialect: Dialect,
): { source: string; replacement: string; flags: string; end: number } | undefined {
  const delimiter = String.fromCodePoint(text.codePointAt(start + 1) ?? 0);
  if (/[\\\n\w\0]/.test(delimiter)) return undefined;
  const from = start + 1 + delimiter.length;
  const middle = delimiterAfter(text, from, delimiter);
  const end = middle === -1 ? -1 : delimiterAfter(text, middle + delimiter.length, delimiter);
  if (end === -1) return undefined;
  const flags = /^[0-9a-zA-Z]{0,8}/.exec(text.slice(end + delimiter.length, end + delimiter.length + 8))?.[0] ?? "";
  // An escaped delimiter is the literal character.
  const isSign = (dialect === "basic" ? ".*^$" : ".*^$|(){}+?").includes(delimiter);
  const source = text.slice(from, middle);
  return {
    source: isSign ? source : source.replaceAll(`\\${delimiter}`, delimiter),
    replacement: text.slice(middle + delimiter.length, end).replaceAll(`\\${delimiter}`, delimiter),
    flags,
    end: end + delimiter.length + flags.length,
  };
}

/** The next unescaped delimiter, or -1. */
function delimiterAfter(text: string, start: number, delimiter: string): number {
  for (let at = start; at < text.length; at++) {
    if (text[at] === "\\") at++;
    else if (text.startsWith(delimiter, at)) return at;
  }
  return -1;
}

function lineEnd(text: string, at: number): number {
  const end = text.indexOf("\n", at);
  // `c\` and `a\` take the next line.
  if (end !== -1 && text.charAt(end - 1) === "\\") return lineEnd(text, end + 1);
  return end === -1 ? text.length : end;
}

function piecesOf(replacement: string, dialect: Dialect): readonly Piece[] {
  const pieces: Piece[] = [];
  let plain = "";
  const group = (number: number): void => {
    if (plain !== "") pieces.push(plain);
    plain = "";
    pieces.push(number);
  };
  const pattern = dialect === "perl" ? /\$\{?(\d)\}?|\\([\s\S])|[\s\S]/gu : /\\([\s\S])|(&)|[\s\S]/gu;
  for (const match of replacement.matchAll(pattern)) {
    const [whole, first, second] = match;
    if (dialect === "perl" && first !== undefined) group(Number(first));
    else if (dialect !== "perl" && second !== undefined) group(0);
    else {
      const escaped = dialect === "perl" ? second : first;
      if (escaped === undefined) plain += whole;
      else if (/\d/.test(escaped)) group(Number(escaped));
      // `\U`, `\L` and similar change case, which does not matter here.
      else if (!/[ULEul]/.test(escaped)) plain += escaped === "n" ? "\n" : escaped === "t" ? "\t" : escaped;
    }
  }
  if (plain !== "") pieces.push(plain);
  return pieces;
}
