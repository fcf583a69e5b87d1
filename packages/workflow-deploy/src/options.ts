// Splits a command's words into options and operands, given the options that take no value. Follows the conventions of docker, kubectl,
// helm and most others: `--name value`, `--name=value`, combined short options (`-dit`, `-p80:80`), `--`.
import { firstText, tailOf, type Word } from "@deploy-actions/workflow-source/command";

export type Options = {
  /** Every given option in order: its name with dashes, and its value unless it is a switch. */
  readonly given: readonly Option[];
  readonly operands: readonly Word[];
};

export type Option = { readonly name: string; readonly value: Word | undefined };

/** JobStep options are allowed: `anywhere`, or only `before` the first operand (the rest belongs to another command). */
export type Reach = "anywhere" | "before";

/** Parses a list of option names into a set: `-d --detach -q`. */
export function switches(names: string): ReadonlySet<string> {
  return new Set(names.split(" "));
}

/** An option that is not a known switch takes the next word. */
export function readOptions(words: readonly Word[], noValue: ReadonlySet<string>, reach: Reach): Options {
  const given: Option[] = [];
  const operands: Word[] = [];
  for (let at = 0; at < words.length; at++) {
    const word = words[at];
    if (word === undefined) break;
    const shape = firstText(word);
    if (shape === "--" || (reach === "before" && !isOption(shape))) {
      return { given, operands: operands.concat(words.slice(shape === "--" ? at + 1 : at)) };
    }
    if (!isOption(shape)) operands.push(word);
    else {
      const read = shape.startsWith("--") ? long : short;
      if (read(word, shape, words[at + 1], noValue, given)) at++;
    }
  }
  return { given, operands };
}

/** All values of an option under any of its names, in order. */
export function valuesFor({ given }: Options, ...names: readonly string[]): readonly Word[] {
  return given.flatMap(({ name, value }) => (value !== undefined && names.includes(name) ? [value] : []));
}

/** The last value of an option, which is the one that counts. */
export function valueFor(options: Options, ...names: readonly string[]): Word | undefined {
  return valuesFor(options, ...names).at(-1);
}

/** True if a switch is given and not turned off (`--detach=false`). */
export function isOn({ given }: Options, ...names: readonly string[]): boolean {
  const last = given.findLast(({ name }) => names.includes(name));
  return last !== undefined && (last.value === undefined || !/^(?:false|0|f)$/i.test(firstText(last.value)));
}

/** Reads one word into `given`; returns true if it also consumed the next one. */
type Read = (
  word: Word,
  shape: string,
  next: Word | undefined,
  noValue: ReadonlySet<string>,
  given: Option[],
) => boolean;

const long: Read = (word, shape, next, noValue, given) => {
  const equals = shape.indexOf("=");
  if (equals !== -1) {
    given.push({ name: shape.slice(0, equals), value: tailOf(word, equals + 1) });
    return false;
  }
  const takesNext = !noValue.has(shape);
  given.push({ name: shape, value: takesNext ? next : undefined });
  return takesNext;
};

const short: Read = (word, shape, next, noValue, given) => {
  for (let at = 1; at < shape.length; at++) {
    const name = `-${shape[at]}`;
    if (shape[at + 1] === "=") {
      given.push({ name, value: tailOf(word, at + 2) });
      return false;
    }
    if (noValue.has(name)) {
      given.push({ name, value: undefined });
      continue;
    }
    const isLast = at === shape.length - 1;
    given.push({ name, value: isLast ? next : tailOf(word, at + 1) });
    return isLast;
  }
  return false;
};

function isOption(shape: string): boolean {
  return shape.length > 1 && shape.startsWith("-");
}
