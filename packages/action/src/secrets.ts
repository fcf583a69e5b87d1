// Keeps secret values out of everything an action writes. The runner masks its own log once told; this also covers what
// the runner doesn't: the summary file, and lines written in the same moment.
import type { Definition } from "./definition.ts";
import { mapText } from "./input/grammar.ts";
import { inputVariable } from "./input/read.ts";

export interface Secrets {
  /** Masks a value in the runner's log from now on, and in everything that passes through `redact`. */
  readonly add: (value: string) => void;
  readonly redact: (text: string) => string;
}

/** A value shorter than this is masked in the log only: replacing every `1` in a summary would destroy it and hide nothing. */
const SHORTEST_REDACTED = 4;

export function secretKeeper(setSecret: (value: string) => void): Secrets {
  const values = new Set<string>();
  let longestFirst: string[] = [];
  return {
    add: (value) => {
      for (const part of maskable(value)) {
        if (values.has(part)) continue;
        values.add(part);
        setSecret(part);
      }
      longestFirst = [...values].filter((part) => part.length >= SHORTEST_REDACTED).sort((a, b) => b.length - a.length);
    },
    redact: (text) => longestFirst.reduce((safe, secret) => safe.replaceAll(secret, "***"), text),
  };
}

/** Reads the secret inputs of a definition, raw, and masks each before any of them is parsed. */
export function maskSecretInputs(
  definition: Pick<Definition, "inputs">,
  environment: NodeJS.ProcessEnv,
  secrets: Secrets,
): void {
  for (const [name, input] of Object.entries(definition.inputs)) {
    const raw = environment[inputVariable(name)];
    if (!input.secret || raw === undefined || raw.trim() === "") continue;
    for (const value of secretParts(raw)) secrets.add(value);
  }
}

/** The whole text and, of `NAME=value` and `Name: value` lines, each value: it is the value that leaks, not the line. */
function secretParts(raw: string): string[] {
  const map = mapText.safeParse(raw);
  const values = map.success ? Object.values(map.data) : [];
  const headers = raw.split(/\r?\n/).flatMap((line) => line.match(/^[\w-]+:\s*(.+)$/)?.[1] ?? []);
  // `Authorization: Bearer abc`: the credential alone is masked too.
  const credentials = headers.flatMap((value) => value.match(/^\w+\s+(\S+)$/)?.[1] ?? []);
  return [...values, ...headers, ...credentials, raw];
}

/** The runner masks line by line, so a value of several lines is masked line by line and whole. */
function maskable(value: string): string[] {
  const lines = value.split(/\r?\n/).map((line) => line.trim());
  return [...new Set([value.trim(), ...lines])].filter((part) => part !== "");
}
