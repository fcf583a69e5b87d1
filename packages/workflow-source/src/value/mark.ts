// Marks: placeholders in a text for values known only at run time, such as a commit, a digest or an input. Each mark is one private-use
// character, so that texts can be cut, joined and searched as the shell does without losing track of the unknown parts.

/**
 * - `digest`: `sha256:<64 hex>`. `version`: a semantic version or git tag. `branch`: a branch name. `run`: a run number or id.
 *   `time`: a date. `name`: part of a name that does not matter (an owner, a registry).
 * - All others are unknown values, classified by their source: the `input` of a workflow, a `secret`, a configuration `variable`
 *   (`vars.X`, or an environment variable that nothing in the repository sets), the `output` of an action, the `remote` side (a file or
 *   registry outside the repository), the output of a `command`, an `expression` that is not understood. `reported` is the output of a
 *   command that is itself reported for what it deploys (`helm template` of an external chart), so that its reader is not reported too.
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
  | "reported";

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
  "reported",
];

/** Commits use the code points from here on, one for each number of hex digits. */
const COMMIT_BASE = 0xf0000;
const KIND_BASE = 0xf0100;
const FULL_COMMIT = 40;
const ANY = /[\u{f0000}-\u{f01ff}]/u;
const EVERY = /[\u{f0000}-\u{f01ff}]/gu;
/** Planes 15 and 16 are for private use and do not appear in real scripts. */
const RESERVED = /[\u{f0000}-\u{10ffff}]/gu;

/** The mark for an unknown value of this kind. */
export function mark(kind: MarkKind): string {
  return String.fromCodePoint(KIND_BASE + KINDS.indexOf(kind));
}

/** The mark for the first `length` hex digits of a commit SHA, 1 to 40. */
export function commitMark(length = FULL_COMMIT): string {
  return String.fromCodePoint(COMMIT_BASE + Math.min(Math.max(Math.trunc(length), 1), FULL_COMMIT));
}

/** True if the text is fully known before the run. */
export function isLiteral(text: string): boolean {
  return !ANY.test(text);
}

/** The meaning of a mark; `length` is a commit's number of hex digits. */
export type Meaning = { readonly kind: MarkKind } | { readonly kind: "commit"; readonly length: number };

/** The meaning of a mark; undefined for any other character. */
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

/** Replaces each mark in the text with the result of `replace` for its meaning. */
export function replaceMarks(text: string, replace: (meaning: Meaning) => string): string {
  return isLiteral(text) ? text : text.replace(EVERY, (char) => replace(meaningOf(char) ?? { kind: "expression" }));
}

/** The text for display: `app:<commit>`, `app:<input>`. */
export function shown(text: string): string {
  return replaceMarks(text, ({ kind }) => `<${kind}>`);
}

/** Replaces reserved characters (marks and holes) in external text, keeping its length. */
export function withoutReserved(text: string): string {
  return text.replace(RESERVED, "\ufffd\ufffd");
}
