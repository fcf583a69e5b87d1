// Parses the command line of sed, and of perl when used like sed (`perl -pi -e 's/…/…/'`): programs, files, and what happens to the files.
import { type Command, firstText, literalOf, tailOf, type Word } from "@deploy-actions/workflow-source/command";
import type { Dialect } from "@deploy-actions/workflow-source/regex";
import { type Substitution, substitutionsOf } from "./sed.ts";

export type SedCall = {
  /** The programs, each with its word. */
  readonly substitutions: readonly { readonly substitution: Substitution; readonly word: Word }[];
  readonly files: readonly Word[];
  readonly inPlace: boolean;
  /** False if parts of the program are unknown, or do something other than replacing. */
  readonly isWhole: boolean;
};

/** Undefined for other programs, and for a perl call that doesn't process lines. */
export function sedCallOf({ program, args }: Pick<Command, "program" | "args">): SedCall | undefined {
  if (program === "perl") return read(args, "perl");
  if (program !== "sed" && program !== "gsed") return undefined;
  const extended = args.some((word) => /^-(?!-)[a-zA-Z]*[Er]|^--regexp-extended$/.test(firstText(word)));
  return read(args, extended ? "extended" : "basic");
}

function read(args: readonly Word[], dialect: Dialect): SedCall | undefined {
  const programs: Word[] = [];
  const operands: Word[] = [];
  const flags = new Set<string>();
  for (let at = 0; at < args.length; at++) {
    const word = args[at];
    if (word === undefined) break;
    const shape = firstText(word);
    if (shape === "--") {
      operands.push(...args.slice(at + 1));
      break;
    }
    if (!/^-./.test(shape)) {
      operands.push(word);
      continue;
    }
    const { letters, program } = flagsIn(shape);
    for (const letter of letters) flags.add(letter);
    if (program === "next") programs.push(...args.slice(++at, at + 1));
    else if (program !== undefined) programs.push(tailOf(word, program));
    if (letters.endsWith("f") && shape.endsWith("f")) at++;
    // BSD's sed takes the suffix as a separate word, which is usually empty.
    if (letters.endsWith("i") && args[at + 1] !== undefined && literalOf(args[at + 1]) === "") at++;
  }
  if (dialect === "perl" && !flags.has("p") && !flags.has("n")) return undefined;
  if (programs.length === 0 && !flags.has("f")) programs.push(...operands.splice(0, 1));
  const substitutions = programs.flatMap((word) =>
    substitutionsOf(word.values, dialect).map((substitution) => ({ substitution, word })),
  );
  const isWhole = substitutions.length > 0 && !flags.has("f") && !flags.has("n");
  return { substitutions, files: operands, inPlace: flags.has("i"), isWhole };
}

const LONG: ReadonlyMap<string, string> = new Map([
  ["--in-place", "i"],
  ["--quiet", "n"],
  ["--silent", "n"],
  ["--expression", "e"],
  ["--file", "f"],
]);

/**
 * The letters of one option word, and the position of the program in the word, or that it is the next word. After `i` comes a suffix, after
 * `e` or `f` its value.
 */
function flagsIn(shape: string): { letters: string; program?: number | "next" } {
  if (shape.startsWith("--")) {
    const [name = "", value] = shape.split("=", 2);
    const letters = LONG.get(name) ?? "";
    if (letters !== "e") return { letters };
    return { letters, program: value === undefined ? "next" : name.length + 1 };
  }
  const letters = /^[^ief]*[ief]?/.exec(shape.slice(1))?.[0] ?? "";
  if (!letters.endsWith("e")) return { letters };
  return { letters, program: shape.length === letters.length + 1 ? "next" : letters.length + 1 };
}
