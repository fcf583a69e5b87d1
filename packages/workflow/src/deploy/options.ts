// Splits a command's words into options and operands, given which of its options take no value. Reads options as Docker's
// command line does: `--name value`, `--name=value`, clusters of short ones (`-dit`, `-p80:80`), `--`.
import { literalOf, tailOf, type Word, writtenOf } from "../shell/word.ts";

export type Options = {
  /** Values by option name with its dashes; an option without one is there with no value. */
  readonly values: ReadonlyMap<string, readonly Word[]>;
  readonly operands: readonly Word[];
};

/** How far options may stand: `anywhere`, or only `before` the first operand (what follows belongs to the container). */
export type Reach = "anywhere" | "before";

export function splitOptions(words: readonly Word[], switches: ReadonlySet<string>, reach: Reach): Options {
  const values = new Map<string, Word[]>();
  const operands: Word[] = [];
  const add = (name: string, value?: Word): void => {
    const known = values.get(name) ?? [];
    if (value !== undefined) known.push(value);
    values.set(name, known);
  };
  for (let at = 0; at < words.length; at++) {
    const word = words[at];
    if (word === undefined) break;
    const start = word.pieces[0]?.kind === "literal" ? word.pieces[0].text : "";
    if (literalOf(word) === "--" || (reach === "before" && !isOption(start))) {
      operands.push(...words.slice(literalOf(word) === "--" ? at + 1 : at));
      break;
    }
    if (!isOption(start)) operands.push(word);
    else if (start.startsWith("--")) at += long(word, start, words[at + 1], switches, add);
    else at += short(word, start, words[at + 1], switches, add);
  }
  return { values, operands };
}

type Add = (name: string, value?: Word) => void;

/** Returns how many further words the option took. */
function long(word: Word, start: string, next: Word | undefined, switches: ReadonlySet<string>, add: Add): 0 | 1 {
  const equals = start.indexOf("=");
  if (equals !== -1) {
    add(start.slice(0, equals), tailOf(word, equals + 1));
    return 0;
  }
  if (switches.has(start)) {
    add(start);
    return 0;
  }
  add(writtenOf(word), next);
  return 1;
}

function short(word: Word, start: string, next: Word | undefined, switches: ReadonlySet<string>, add: Add): 0 | 1 {
  for (let index = 1; index < start.length; index++) {
    const name = `-${start[index]}`;
    if (switches.has(name)) {
      add(name);
      continue;
    }
    const isLast = index === start.length - 1 && word.pieces.length === 1;
    add(name, isLast ? next : tailOf(word, index + (start[index + 1] === "=" ? 2 : 1)));
    return isLast ? 1 : 0;
  }
  return 0;
}

function isOption(text: string): boolean {
  return text.length > 1 && text.startsWith("-");
}
