// Reads a word that names an image as its author wrote it, expansions and all: where the reference in it begins and where its tag stands.
// Only words of which nothing can be misread are read at all.

/** Offsets in the word. `name` is what stands before an equals sign: `web` of `web=acme/app:1`, `image.tag` of `image.tag=1`. */
export type Anatomy = {
  readonly name: string;
  /** Where the reference begins, or its tag alone. */
  readonly start: number;
  /** Where the tag begins, behind its colon; undefined where none is written. */
  readonly tag: number | undefined;
  readonly end: number;
};

/** Characters. */
const LENGTH_LIMIT = 1000;
/** An expression, a variable with or without braces, or a character that means only itself. */
const PIECE = /\$\{\{[^{}]*\}\}|\$\{[^{}]*\}|\$[A-Za-z_]\w*|[\w./:=@+-]/y;
const TAG_KEY = /(?:^|[._-])tag$/i;

/** Quotes around the word stay outside. Undefined for a word that holds more than a reference, or one with a digest. */
export function anatomyOf(word: string): Anatomy | undefined {
  const [, open = "", body = ""] = /^(["']?)(.*)$/s.exec(word.slice(0, LENGTH_LIMIT + 1)) ?? [];
  const text = open !== "" && body.endsWith(open) ? body.slice(0, -1) : body;
  if (text === "" || word.length > LENGTH_LIMIT) return undefined;
  let start = 0;
  let tag: number | undefined;
  let isPath = false;
  for (let at = 0; at < text.length; at = PIECE.lastIndex) {
    PIECE.lastIndex = at;
    const piece = PIECE.exec(text)?.[0];
    if (piece === undefined || piece === "@") return undefined;
    if (piece === "=" && tag === undefined && !isPath) start = at + 1;
    if (piece === ":") tag = at + 1;
    if (piece === "/") tag = undefined;
    isPath ||= piece === "/";
  }
  const name = text.slice(0, Math.max(start - 1, 0));
  if (tag === undefined && TAG_KEY.test(name)) tag = start;
  if (tag === text.length || start === text.length) return undefined;
  const shift = open.length;
  return { name, start: start + shift, tag: tag === undefined ? undefined : tag + shift, end: text.length + shift };
}
