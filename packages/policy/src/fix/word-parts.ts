// Splits an image word as written, expansions included, into reference and tag. Returns nothing for words that could be misread.

/** Offsets in the word. `name` is the part before an equals sign: `web` in `web=acme/app:1`, `image.tag` in `image.tag=1`. */
export type WordParts = {
  readonly name: string;
  /** Start of the reference, or of the tag if there is nothing else. */
  readonly start: number;
  /** Start of the tag, after its colon; undefined if there is none. */
  readonly tag: number | undefined;
  readonly end: number;
};

/** Characters. */
const LENGTH_LIMIT = 1000;
/** An expression, a variable with or without braces, or a literal character. */
const PIECE = /\$\{\{[^{}]*\}\}|\$\{[^{}]*\}|\$[A-Za-z_]\w*|[\w./:=@+-]/y;
const TAG_KEY = /(?:^|[._-])tag$/i;

/** Quotes around the word are skipped. Undefined for a word with more than a reference, or with a digest. */
export function wordParts(word: string): WordParts | undefined {
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
