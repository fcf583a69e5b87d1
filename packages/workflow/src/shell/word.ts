// A word of a shell command as far as the file itself tells: literal text, the commit SHA, or something only a run knows.

/**
 * - `literal`: `text` is what the command receives.
 * - `commit`: a commit SHA, such as `${{ github.sha }}` or `$GITHUB_SHA`.
 * - `unknown`: any other expression, variable or substitution. `text` is how it is written.
 */
export type Piece = { readonly kind: "literal" | "commit" | "unknown"; readonly text: string };

/** `start` and `end` are offsets in the script, quotes included. */
export type Word = { readonly pieces: readonly Piece[]; readonly start: number; readonly end: number };

/** What the command receives, or undefined when a part of it is not known. */
export function literalOf(word: Word | undefined): string | undefined {
  if (word === undefined || word.pieces.some((piece) => piece.kind !== "literal")) return undefined;
  return writtenOf(word);
}

/** The word as its author wrote it, without quotes. */
export function writtenOf(word: Word): string {
  return word.pieces.map((piece) => piece.text).join("");
}

/** The word from its `offset`-th written character on; what is cut must be literal. */
export function tailOf(word: Word, offset: number): Word {
  const [first, ...rest] = word.pieces;
  if (first === undefined) return word;
  return { ...word, pieces: [{ ...first, text: first.text.slice(offset) }, ...rest] };
}
