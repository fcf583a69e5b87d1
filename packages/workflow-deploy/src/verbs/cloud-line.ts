// Parses the command lines of the major clouds (az, aws, gcloud): command words first, then options, which may take several words each.
import { firstText, tailOf, type Word } from "@deploy-actions/workflow-source/command";

export type CloudLine = {
  /** The command words, including operands: `run deploy web`. */
  readonly path: readonly Word[];
  /** All words given to these options, in order. */
  all(...names: readonly string[]): readonly Word[];
  /** The first word given to each of these options. */
  values(...names: readonly string[]): readonly Word[];
  has(...names: readonly string[]): boolean;
};

/** `switches` are options before the command that take no word. */
export function cloudLine(args: readonly Word[], switches: ReadonlySet<string>): CloudLine {
  const path: Word[] = [];
  const given: { readonly name: string; readonly words: Word[] }[] = [];
  let open: { readonly name: string; readonly words: Word[] } | undefined;
  for (const word of args) {
    const shape = firstText(word);
    if (/^-{1,2}[A-Za-z]/.test(shape)) {
      const equals = shape.indexOf("=");
      const option = { name: equals === -1 ? shape : shape.slice(0, equals), words: [] as Word[] };
      given.push(option);
      open = equals === -1 && !switches.has(shape) ? option : undefined;
      if (equals !== -1) option.words.push(tailOf(word, equals + 1));
      continue;
    }
    if (open !== undefined && (path.length > 0 || open.words.length === 0)) open.words.push(word);
    else {
      path.push(word);
      open = undefined;
    }
  }
  const named = (names: readonly string[]) => given.filter(({ name }) => names.includes(name));
  return {
    path,
    all: (...names) => named(names).flatMap(({ words }) => words),
    values: (...names) => named(names).flatMap(({ words }) => words.slice(0, 1)),
    has: (...names) => named(names).length > 0,
  };
}

/** The command words as text: `run services update web`. */
export function pathOf({ path }: CloudLine): string {
  return path.map(firstText).join(" ");
}
