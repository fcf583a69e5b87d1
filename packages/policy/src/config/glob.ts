// The one kind of glob this library knows: `?` is one character and `*` any run of them, neither going past a `/`; `**` is any run at
// all, and `**/` any number of folders, none included. Matched by a set of states, so no pattern is slow on any text:
// picomatch turns ten stars with letters between into a regular expression that runs for more than a minute, and gives
// braces, brackets and `!` a meaning of their own.

type Piece = { readonly is: "char"; readonly char: string } | { readonly is: "one" | "run" | "all" | "folders" };

/** A predicate for a pattern. Everything but `?` and `*` stands for itself. */
export function globMatcher(pattern: string): (text: string) => boolean {
  const pieces = piecesOf(pattern);
  return (text) => matches(pieces, text);
}

function piecesOf(pattern: string): readonly Piece[] {
  return (pattern.match(/\*\*+\/|\*+|[^*]/gs) ?? []).map((part): Piece => {
    if (part.startsWith("**")) return { is: part.endsWith("/") ? "folders" : "all" };
    if (part === "*") return { is: "run" };
    return part === "?" ? { is: "one" } : { is: "char", char: part };
  });
}

/** State `n` holds when the pieces before the n-th match the text so far. */
function matches(pieces: readonly Piece[], text: string): boolean {
  let states = new Uint8Array(pieces.length + 1);
  enter(states, 0, pieces);
  for (let index = 0; index < text.length; index++) {
    const char = text.charAt(index);
    const next = new Uint8Array(pieces.length + 1);
    for (const [state, piece] of pieces.entries()) if (states[state] === 1) advance(next, state, piece, char, pieces);
    states = next;
  }
  return states[pieces.length] === 1;
}

function advance(next: Uint8Array, state: number, piece: Piece, char: string, pieces: readonly Piece[]): void {
  if (piece.is === "char") {
    if (piece.char === char) enter(next, state + 1, pieces);
  } else if (piece.is === "one") {
    if (char !== "/") enter(next, state + 1, pieces);
  } else if (piece.is === "run") {
    if (char !== "/") enter(next, state, pieces);
  } else if (piece.is === "all" || char === "/") enter(next, state, pieces);
  // Inside a folder's name: `**/` is left only behind a slash.
  else if (next[state] !== 1) next[state] = 1;
}

/** Enters a state, and those behind it that need no character. */
function enter(states: Uint8Array, from: number, pieces: readonly Piece[]): void {
  for (let state = from; ; state++) {
    states[state] = 1;
    const piece = pieces[state];
    if (piece === undefined || piece.is === "char" || piece.is === "one") return;
  }
}
