// Keeps secret values out of everything an action writes. The runner masks its own log once told; this also covers what
// the runner doesn't: the summary file, and lines written in the same moment.
import { isPlain, redactor } from "@deploy-actions/secret";
import type { Definition } from "./definition.ts";
import { parseMap } from "./input/grammar.ts";
import { inputVariable } from "./input/read-inputs.ts";

export interface Secrets {
  /** Masks a value in the runner's log from now on, and hides it. */
  readonly add: (value: string) => void;
  /** Takes a value out of everything that passes through `redact`, in all its written forms, without a word to the runner. */
  readonly hide: (value: string) => void;
  readonly redact: (text: string) => string;
}

/** Plain words are never masked, wherever they come from: see `isPlain`. */
export function secretKeeper(setSecret: (value: string) => void): Secrets {
  const told = new Set<string>();
  const hidden = new Set<string>();
  let { redact } = redactor([]);
  const hide = (value: string) => {
    for (const part of maskable(value)) hidden.add(part);
    ({ redact } = redactor([...hidden]));
  };
  return {
    add: (value) => {
      for (const part of maskable(value).filter((one) => !told.has(one))) {
        told.add(part);
        setSecret(part);
      }
      hide(value);
    },
    hide,
    redact: (text) => redact(text),
  };
}

/** Reads the inputs of a definition, raw, and masks what is secret in each before any of them is parsed. */
export function maskSecretInputs(
  definition: Pick<Definition, "inputs">,
  environment: NodeJS.ProcessEnv,
  secrets: Secrets,
): void {
  for (const [name, input] of Object.entries(definition.inputs)) {
    const raw = environment[inputVariable(name)];
    if (raw === undefined || raw.trim() === "") continue;
    const parts = input.secretParts?.(raw) ?? (input.secret ? wholeAndValues(raw) : []);
    // The login in a URL that nobody called secret is refused or kept to ourselves; a mask is a line on stdout, and would repeat it.
    for (const part of parts) input.secret ? secrets.add(part) : secrets.hide(part);
  }
}

/** The whole text and, of `NAME=value` lines, each value: it is the value that leaks, not the line. */
function wholeAndValues(raw: string): string[] {
  const map = parseMap(raw);
  return [...("value" in map ? Object.values(map.value) : []), raw];
}

/** The runner masks line by line, so a value of several lines is masked line by line and whole. */
function maskable(value: string): string[] {
  const lines = value.split(/\r?\n/).map((line) => line.trim());
  return [...new Set([value.trim(), ...lines])].filter((part) => !isPlain(part));
}
