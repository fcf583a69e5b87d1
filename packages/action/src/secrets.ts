// Redacts secrets in everything that an action writes. The runner masks its log only after `add-mask`; this also covers the summary file and
// lines written before the mask takes effect.
import { isCommonValue, type Redact, redactor } from "@deploy-actions/secret";
import type { Definition } from "./definition.ts";
import { parseMap } from "./input/grammar.ts";
import { inputVariable } from "./input/read-inputs.ts";

export interface Secrets {
  /** Masks a value in the runner's log from now on, and redacts it. */
  readonly add: (value: string) => void;
  /** Makes `redact` replace a value, in all its encoded forms, without a mask in the runner's log. */
  readonly hide: (value: string) => void;
  readonly redact: Redact;
}

/** Common values are never masked: see `isCommonValue`. */
export function createSecrets(setSecret: (value: string) => void): Secrets {
  const masked = new Set<string>();
  const hidden = new Set<string>();
  // Made when it is first used after a secret was added, because most steps add several before they write anything.
  let redact: Redact | undefined;
  const hide = (value: string) => {
    hidden.add(value);
    redact = undefined;
  };
  return {
    add: (value) => {
      for (const part of maskable(value).filter((one) => !masked.has(one))) {
        masked.add(part);
        setSecret(part);
      }
      hide(value);
    },
    hide,
    redact: (text) => {
      redact ??= redactor([...hidden]).redact;
      return redact(text);
    },
  };
}

/** Masks the secrets in the raw text of all inputs, before any input is parsed. */
export function maskSecretInputs(
  definition: Pick<Definition, "inputs">,
  environment: NodeJS.ProcessEnv,
  secrets: Secrets,
): void {
  for (const [name, input] of Object.entries(definition.inputs)) {
    const raw = environment[inputVariable(name)];
    if (raw === undefined || raw.trim() === "") continue;
    const parts = input.secretParts?.(raw) ?? (input.secret ? textAndValues(raw) : []);
    // Credentials in a URL of an input that is not secret are only redacted: `add-mask` would print them on stdout.
    for (const part of parts) input.secret ? secrets.add(part) : secrets.hide(part);
  }
}

/** The complete text and each value of `NAME=value` lines, because a leak usually shows the value without the name. */
function textAndValues(raw: string): string[] {
  const map = parseMap(raw);
  return [...("value" in map ? Object.values(map.value) : []), raw];
}

/** The runner masks line by line, so a value of several lines is masked as a whole and line by line. */
function maskable(value: string): string[] {
  const lines = value.split(/\r?\n/).map((line) => line.trim());
  return [...new Set([value.trim(), ...lines])].filter((part) => !isCommonValue(part));
}
