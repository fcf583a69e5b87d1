// The one grammar of the library for booleans, numbers, lists, maps and URLs: text to value.
// Mistakes read on after «Input `x` »: they say what is right, so that the reader needs no manual.

/** What a text is by its grammar, or everything that is wrong with it. */
export type Parsed<T> = { readonly value: T } | { readonly mistakes: readonly string[] };

/** YAML 1.2 core schema booleans, as @actions/core accepts them. */
export function parseBoolean(text: string): Parsed<boolean> {
  return /^(true|True|TRUE|false|False|FALSE)$/.test(text)
    ? { value: text.toLowerCase() === "true" }
    : { mistakes: ["must be true or false"] };
}

export interface Range {
  readonly min?: number;
  readonly max?: number;
}

/** A whole number in decimal digits; never NaN, never `1e3`, never `12abc`. */
export function parseInteger(text: string, range: Range): Parsed<number> {
  const value = /^-?\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
  return inside(value, range) ? { value } : { mistakes: [`must be a whole number${within(range)}`] };
}

/**
 * One item per line. Blank lines don't count, nor do comments: lines of `#` alone or of `#` and a blank first. A `#` before anything else
 * belongs to the value: `#/commit=abc` is a JSON pointer, and a value must never be dropped in silence.
 */
export function linesIn(text: string): readonly string[] {
  return text
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== "" && !isComment(line));
}

/** Items on lines of their own or separated by commas. */
export function itemsIn(text: string): readonly string[] {
  return linesIn(text)
    .flatMap((line) => line.split(",").map((item) => item.trim()))
    .filter((item) => item !== "");
}

const isComment = (line: string): boolean => /^\s*#(?:\s|$)/.test(line);

/** One `NAME=value` per line; the value is everything after the first `=`, kept as it is. Comments as in `linesIn`. */
export function parseMap(text: string): Parsed<Readonly<Record<string, string>>> {
  const value: Record<string, string> = {};
  const mistakes: string[] = [];
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    if (line.trim() === "" || isComment(line)) continue;
    const at = line.indexOf("=");
    const name = at < 0 ? "" : line.slice(0, at).trim();
    // The line itself is not quoted: a map may be secret.
    if (name === "") {
      mistakes.push(`must be NAME=value lines; line ${index + 1} is not`);
    } else if (name.startsWith("#")) {
      // A value switched off, or a name that begins so? Neither is guessed.
      mistakes.push(`has a name that begins with \`#\` (line ${index + 1}); a comment is \`#\` and a space`);
    } else if (Object.hasOwn(value, name)) {
      mistakes.push(`names \`${name}\` twice (line ${index + 1}); keep one`);
    } else {
      value[name] = line.slice(at + 1);
    }
  }
  return mistakes.length === 0 ? { value } : { mistakes };
}

export function parseUrl(text: string): Parsed<string> {
  const mistake = urlProblem(text);
  return mistake === undefined ? { value: text } : { mistakes: [mistake] };
}

/** One URL per line. */
export function parseUrls(text: string): Parsed<readonly string[]> {
  const value = linesIn(text);
  const mistakes = value.flatMap((item, index) => {
    const mistake = urlProblem(item);
    return mistake === undefined ? [] : [value.length > 1 ? `${mistake} (item ${index + 1})` : mistake];
  });
  return mistakes.length === 0 ? { value } : { mistakes };
}

/** `…,https://`: the scheme of a second URL. */
const ANOTHER_URL = /[\s,;|\u3001\uff0c\uff1b]+https?:[\\/]/i;
/** `…,b.example/`: the host of a second URL that lost its scheme; a query may well have lists of such. */
const ANOTHER_HOST =
  /^[^?#]*[,;|](?:localhost|\d{1,3}(?:\.\d{1,3}){3}|(?:[a-z\d-]+\.)+[a-z]{2,})(?::\d{1,5}(?:[/?#]|$)|\/|$)/i;

/** What is wrong with a text that should be one http(s) URL, or nothing. */
function urlProblem(text: string): string | undefined {
  // A URL parser takes the rest of a list for a path, and the second URL would never be looked at.
  if (ANOTHER_URL.test(text) || ANOTHER_HOST.test(text))
    return "must be one URL per line; a comma that belongs to a URL is written %2C";
  // Comments may only stand on lines of their own, and a parser would send the blank as %20.
  if (/[\s\p{Cc}]/u.test(text))
    return "must be one URL per line, without blanks; a blank that belongs to a URL is written %20";
  return isHttpUrl(text)
    ? undefined
    : "must be an http:// or https:// URL, such as https://app.example.com/health, one per line";
}

function isHttpUrl(text: string): boolean {
  const url = URL.parse(text);
  return url !== null && (url.protocol === "http:" || url.protocol === "https:") && url.hostname !== "";
}

export function within({ min, max }: Range): string {
  if (min !== undefined && max !== undefined) return ` from ${min} to ${max}`;
  if (min !== undefined) return ` of at least ${min}`;
  if (max !== undefined) return ` of at most ${max}`;
  return "";
}

const inside = (value: number, { min = -Infinity, max = Infinity }: Range) => value >= min && value <= max;
