// The only glob syntax this library supports: `?` matches one character and `*` any number, neither matching `/`; `**` matches anything,
// and `**/` zero or more folders. Matching simulates an NFA, so no pattern can cause catastrophic backtracking. picomatch turns ten stars
// with letters between them into a regular expression that runs for more than a minute, and gives braces, brackets and `!` a meaning.

type Piece = { readonly is: "char"; readonly char: string } | { readonly is: "one" | "run" | "all" | "folders" };

/** Returns a predicate for a pattern. Every character except `?` and `*` is literal. */
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

/** State `n` is active when the first n pieces match the text read so far. */
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
  // Inside a folder name, `**/` ends only at the next slash.
  else if (next[state] !== 1) next[state] = 1;
}

/** Activates a state, and the following states that can be reached without reading a character. */
function enter(states: Uint8Array, from: number, pieces: readonly Piece[]): void {
  for (let state = from; ; state++) {
    states[state] = 1;
    const piece = pieces[state];
    if (piece === undefined || piece.is === "char" || piece.is === "one") return;
  }
}
