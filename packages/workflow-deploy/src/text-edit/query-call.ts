// Parses the command lines of yq (both programs of that name, and version 3 with its `w`) and jq: expression, named arguments, files.
import { type Command, firstText, type Word } from "@deploy-actions/workflow-source/command";
import type { Values } from "@deploy-actions/workflow-source/value";
import { type Assignment, assignmentsOf } from "./assignment.ts";

export type QueryCall = {
  /** The expressions, each with its word. */
  readonly assignments: readonly { readonly assignment: Assignment; readonly word: Word }[];
  readonly files: readonly Word[];
  readonly inPlace: boolean;
};

export function queryCallOf(command: Pick<Command, "program" | "args" | "variable">): QueryCall | undefined {
  const { program, args } = command;
  if (program !== "yq" && program !== "jq" && program !== "gojq") return undefined;
  const read = readArguments(args);
  const [first, ...rest] = read.operands;
  if (first === undefined) return undefined;
  if (program === "yq" && /^(?:w|write)$/.test(firstText(first))) return writes(rest, read.inPlace);
  const [expression = first, ...files] = /^(?:e|eval|ea|eval-all)$/.test(firstText(first)) ? rest : read.operands;
  const names = {
    argument: (name: string) => read.named.get(name),
    variable: (name: string) => command.variable(name),
  };
  const assignments = assignmentsOf(expression.values, names).map((assignment) => ({ assignment, word: expression }));
  return { assignments, files, inPlace: read.inPlace };
}

/** Version 3: `yq w -i FILE PATH VALUE`. */
function writes([file, path, value]: readonly Word[], inPlace: boolean): QueryCall | undefined {
  const key = firstText(path).split(".").at(-1);
  if (file === undefined || value === undefined || key === undefined) return undefined;
  return {
    assignments: [{ assignment: { key, path: undefined, values: value.values }, word: value }],
    files: [file],
    inPlace,
  };
}

/** Options that take one word, and options that take a name and a value. */
const ONE = new Set([
  "--indent",
  "-I",
  "-p",
  "-o",
  "--input-format",
  "--output-format",
  "--tab",
  "-L",
  "-f",
  "--from-file",
]);
const NAMED = new Set(["--arg", "--argjson", "--slurpfile", "--rawfile"]);

function readArguments(args: readonly Word[]) {
  const named = new Map<string, Values>();
  const operands: Word[] = [];
  let inPlace = false;
  for (let at = 0; at < args.length; at++) {
    const word = args[at];
    const shape = firstText(word);
    if (word === undefined) break;
    if (NAMED.has(shape)) {
      const value = args[at + 2];
      if (value !== undefined && shape.startsWith("--arg")) named.set(firstText(args[at + 1]), value.values);
      at += 2;
    } else if (shape === "--inplace" || shape === "--in-place" || /^-[a-zA-Z]*i[a-zA-Z]*$/.test(shape)) inPlace = true;
    else if (ONE.has(shape)) at++;
    else if (!/^-./.test(shape)) operands.push(word);
  }
  return { named, operands, inPlace };
}
