// Tells a command of plain words from one that needs a shell, by the same idea as GNU make: where no character has a
// meaning for a shell, the words are the program and its arguments, and nothing has to interpret them.
import type { Argv } from "./migrator.ts";

const PLAIN = /^[A-Za-z0-9_@%+:,./-][A-Za-z0-9_@%+=:,./ \t-]*$/;

/** The words of a command without shell syntax; undefined when it has some: quotes, pipes, variables, several lines, NAME=value before it. */
export function parseWords(text: string): Argv | undefined {
  const trimmed = text.trim();
  if (!PLAIN.test(trimmed)) return undefined;
  const [program, ...rest] = trimmed.split(/[ \t]+/);
  if (program === undefined || program.includes("=")) return undefined;
  return [program, ...rest];
}
