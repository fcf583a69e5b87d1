// What a text of a workflow can hold that only a run knows: a commit, a digest, the answer of an input. Each is one private-use
// character, so that texts can be cut, joined and searched as the shell does it while what stands in them is not forgotten.

/**
 * - `digest`: `sha256:<64 hex>`. `version`: a semantic version or git tag. `branch`: a branch name. `run`: a run number or id.
 *   `time`: a date. `name`: part of a name that is of no weight (an owner, a registry).
 * - The rest are open, told apart by who decides: the `input` of a workflow, a `secret`, a configuration `variable` (`vars.X`, or an
 *   environment variable that nothing in the repository sets), the `output` of an action, the `remote` side (a file or registry that
 *   is not in the repository), a `command` whose answer is not known, an `expression` that is not understood. `told` is what a command
 *   prints that says itself what it deploys (`helm template` of a chart that is not here), so that nobody else has to.
 */
export type MarkKind =
  | "digest"
  | "version"
  | "branch"
  | "run"
  | "time"
  | "name"
  | "input"
  | "secret"
  | "variable"
  | "output"
  | "remote"
  | "command"
  | "expression"
  | "told";

const KINDS: readonly MarkKind[] = [
  "digest",
  "version",
  "branch",
  "run",
  "time",
  "name",
  "input",
  "secret",
  "variable",
  "output",
  "remote",
  "command",
  "expression",
  "told",
];

/** Commits take the code points from here on, one for each number of hex digits. */
const COMMIT_BASE = 0xf0000;
const KIND_BASE = 0xf0100;
const FULL_COMMIT = 40;
const ANY = /[\u{f0000}-\u{f01ff}]/u;
const EVERY = /[\u{f0000}-\u{f01ff}]/gu;
/** Planes 15 and 16: private use, in no script that people write. */
const RESERVED = /[\u{f0000}-\u{10ffff}]/gu;

/** The character that stands for something of this kind. */
export function mark(kind: MarkKind): string {
  return String.fromCodePoint(KIND_BASE + KINDS.indexOf(kind));
}

/** The character that stands for the first `length` hex digits of a commit SHA, 1 to 40. */
export function commitMark(length = FULL_COMMIT): string {
  return String.fromCodePoint(COMMIT_BASE + Math.min(Math.max(Math.trunc(length), 1), FULL_COMMIT));
}

/** True when nothing in `text` is left to a run. */
export function isLiteral(text: string): boolean {
  return !ANY.test(text);
}

/** What the marks of a text stand for, in order; `length` is a commit's number of hex digits. */
export type Meaning = { readonly kind: MarkKind } | { readonly kind: "commit"; readonly length: number };

/** The meaning of a mark; undefined for every other character. */
export function meaningOf(char: string): Meaning | undefined {
  const code = char.codePointAt(0) ?? 0;
  if (code > COMMIT_BASE && code < KIND_BASE) return { kind: "commit", length: code - COMMIT_BASE };
  const kind = code >= KIND_BASE ? KINDS[code - KIND_BASE] : undefined;
  return kind === undefined ? undefined : { kind };
}

/** The meanings of all marks in a text, in order. */
export function meaningsIn(text: string): readonly Meaning[] {
  return [...text.matchAll(EVERY)].flatMap(([char]) => meaningOf(char) ?? []);
}

/** The text with each mark replaced by what `replace` gives for its meaning. */
export function replaceMarks(text: string, replace: (meaning: Meaning) => string): string {
  return isLiteral(text) ? text : text.replace(EVERY, (char) => replace(meaningOf(char) ?? { kind: "expression" }));
}

/** A text for people: `app:<commit>`, `app:<input>`. */
export function shown(text: string): string {
  return replaceMarks(text, ({ kind }) => `<${kind}>`);
}

/** Text from outside with the characters taken out that marks and holes use; its length stays. */
export function withoutReserved(text: string): string {
  return text.replace(RESERVED, "\ufffd\ufffd");
}
