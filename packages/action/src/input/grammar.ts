// Parses the text of inputs: booleans, numbers, lists, maps and URLs have the same format in all actions.
// A mistake completes the sentence "Input `x` …" and says what would be valid.

/** The parsed value, or everything that is wrong with the text. */
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

/** A whole number in decimal digits; `1e3` and `12abc` are refused. */
export function parseInteger(text: string, range: Range): Parsed<number> {
  const value = /^-?\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
  return isInRange(value, range) ? { value } : { mistakes: [`must be a whole number${rangeText(range)}`] };
}

/**
 * One item per line. Blank lines and comments are ignored; a comment is `#` alone or followed by a space. A `#` before anything else is part
 * of the value: `#/commit=abc` is a JSON pointer, and a value must never be dropped silently.
 */
export function linesIn(text: string): readonly string[] {
  return text
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== "" && !isComment(line));
}

/** Items on separate lines or separated by commas. */
export function itemsIn(text: string): readonly string[] {
  return linesIn(text)
    .flatMap((line) => line.split(",").map((item) => item.trim()))
    .filter((item) => item !== "");
}

const isComment = (line: string): boolean => /^\s*#(?:\s|$)/.test(line);

/** One `NAME=value` per line; the value is everything after the first `=`, unchanged. Comments as in `linesIn`. */
export function parseMap(text: string): Parsed<Readonly<Record<string, string>>> {
  const value = new Map<string, string>();
  const mistakes: string[] = [];
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    if (line.trim() === "" || isComment(line)) continue;
    const at = line.indexOf("=");
    const name = at < 0 ? "" : line.slice(0, at).trim();
    // The line itself is not quoted: a map may be secret.
    if (name === "") {
      mistakes.push(`must be NAME=value lines; line ${index + 1} is not`);
    } else if (name.startsWith("#")) {
      // Ambiguous: a commented-out variable or a name that begins with `#`.
      mistakes.push(`has a name that begins with \`#\` (line ${index + 1}); a comment starts with \`#\` and a space`);
    } else if (value.has(name)) {
      mistakes.push(`sets \`${name}\` twice (line ${index + 1}); remove one`);
    } else {
      value.set(name, line.slice(at + 1));
    }
  }
  return mistakes.length === 0 ? { value: Object.fromEntries(value) } : { mistakes };
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
const ANOTHER_URL = /(?<![\s,;|\u3001\uff0c\uff1b])[\s,;|\u3001\uff0c\uff1b]+https?:[\\/]/i;
/** `…,b.example/`: the host of a second URL without its scheme. Not searched for in a query, which may contain such lists. */
const ANOTHER_HOST =
  /^[^?#]*[,;|](?:localhost|\d{1,3}(?:\.\d{1,3}){3}|(?:[a-z\d-]+\.)+[a-z]{2,})(?::\d{1,5}(?:[/?#]|$)|\/|$)/i;

/** What is wrong with a text that should be one http(s) URL, or undefined. */
function urlProblem(text: string): string | undefined {
  // A URL parser would take the rest of a list as part of the path, and the second URL would be ignored.
  if (ANOTHER_URL.test(text) || ANOTHER_HOST.test(text))
    return "must be one URL per line; write a comma inside a URL as %2C";
  // A parser would encode the space as %20 and accept a trailing comment as part of the URL.
  if (/\s|[^!-~\xa1-\uffff]/.test(text))
    return "must be one URL per line, without spaces; write a space inside a URL as %20";
  return isHttpUrl(text)
    ? undefined
    : "must be an http:// or https:// URL, such as https://app.example.com/health, one per line";
}

function isHttpUrl(text: string): boolean {
  const url = URL.parse(text);
  return url !== null && (url.protocol === "http:" || url.protocol === "https:") && url.hostname !== "";
}

export function rangeText({ min, max }: Range): string {
  if (min !== undefined && max !== undefined) return ` from ${min} to ${max}`;
  if (min !== undefined) return ` of at least ${min}`;
  if (max !== undefined) return ` of at most ${max}`;
  return "";
}

const isInRange = (value: number, { min = -Infinity, max = Infinity }: Range) => value >= min && value <= max;
