// Distinguishes a command without shell syntax from one that needs a shell. As in GNU make: when no character is special to a shell, the
// text is split into the program and its arguments and run directly.
import type { Argv } from "./migrator.ts";

const PLAIN = /^[A-Za-z0-9_@%+:,./-][A-Za-z0-9_@%+=:,./ \t-]*$/;

/** The argv of a command without shell syntax; undefined when it has quotes, pipes, variables, several lines or a leading NAME=value. */
export function splitPlainCommand(text: string): Argv | undefined {
  const trimmed = text.trim();
  if (!PLAIN.test(trimmed)) return undefined;
  const [program, ...rest] = trimmed.split(/[ \t]+/);
  if (program === undefined || program.includes("=")) return undefined;
  return [program, ...rest];
}
