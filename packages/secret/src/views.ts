// What an encoded text says: the text with its URL, backslash or HTML escapes decoded, and without its line breaks. Decoding the text, rather
// than encoding the secret, also finds a secret of which only some characters were escaped, which differs from one program to the next.

/** A text, and where each of its characters starts in the text that it was made from. */
export interface View {
  readonly text: string;
  /** One more than there are characters. Undefined: each character is where it was. */
  readonly starts: Uint32Array | undefined;
}

/** An escape: how many characters it takes, and what it stands for. */
interface Escape {
  readonly length: number;
  readonly means: string;
}

interface Codec {
  /** The characters with which an escape begins: one or two. */
  readonly marks: string;
  readonly read: (text: string, at: number) => Escape | undefined;
}

/** How often a text may have been encoded: JSON in JSON in a URL. */
const LAYERS = 3;

/** The text, and every reading of it that differs. */
export function viewsOf(text: string, secretsHaveSpaces: boolean): View[] {
  const codecs = secretsHaveSpaces ? [URL_ESCAPES, FORM_ESCAPES, BACKSLASHES, ENTITIES] : DEFAULT_CODECS;
  const views: View[] = [{ text, starts: undefined }];
  let newest: readonly View[] = views;
  for (let layer = 0; layer < LAYERS && newest.length > 0; layer += 1) {
    newest = newest.flatMap((view) => codecs.flatMap((codec) => decoded(view, codec) ?? []));
    views.push(...newest);
  }
  return views;
}

/** The view without line breaks and the indentation after them; undefined if it has none. */
export const unwrapped = (view: View): View | undefined => decoded(view, LINE_BREAKS);

/** Undefined if the text has no such escape. */
function decoded({ text, starts }: View, { marks, read }: Codec): View | undefined {
  if (!text.includes(marks.charAt(0)) && !text.includes(marks.charAt(marks.length - 1))) return undefined;
  const characters = new Uint16Array(text.length);
  const origins = new Uint32Array(text.length + 1);
  const first = marks.charCodeAt(0);
  const second = marks.charCodeAt(marks.length - 1);
  let length = 0;
  let changed = false;
  for (let at = 0; at < text.length; ) {
    const code = text.charCodeAt(at);
    const found = code === first || code === second ? read(text, at) : undefined;
    const origin = starts?.[at] ?? at;
    if (found === undefined) {
      characters[length] = code;
      origins[length] = origin;
      length += 1;
      at += 1;
      continue;
    }
    changed = true;
    for (let index = 0; index < found.means.length; index += 1) {
      characters[length] = found.means.charCodeAt(index);
      origins[length] = origin;
      length += 1;
    }
    at += found.length;
  }
  if (!changed) return undefined;
  origins[length] = starts?.[text.length] ?? text.length;
  const means = Buffer.from(characters.buffer, 0, length * 2).toString("utf16le");
  return { text: means, starts: origins.subarray(0, length + 1) };
}

const hexDigits = (text: string, at: number, count: number): number =>
  /^[\da-f]+$/i.test(text.slice(at, at + count)) && at + count <= text.length
    ? Number.parseInt(text.slice(at, at + count), 16)
    : Number.NaN;

/** A character of one or more bytes (UTF-8), each of which is written as a prefix and two hex digits. */
function readBytes(text: string, at: number, prefix: string): Escape | undefined {
  const size = prefix.length + 2;
  const byteAt = (index: number): number => {
    const start = at + index * size;
    return text.startsWith(prefix, start) ? hexDigits(text, start + prefix.length, 2) : Number.NaN;
  };
  const first = byteAt(0);
  if (Number.isNaN(first)) return undefined;
  if (first < 0x80) return { length: size, means: String.fromCharCode(first) };
  const count = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : first >= 0xc2 ? 2 : 0;
  const bytes = Array.from({ length: count }, (_, index) => byteAt(index));
  if (count === 0 || bytes.some((byte, index) => Number.isNaN(byte) || (index > 0 && byte >> 6 !== 2)))
    return undefined;
  return { length: size * count, means: Buffer.from(bytes).toString("utf8") };
}

const URL_ESCAPES: Codec = { marks: "%", read: (text, at) => readBytes(text, at, "%") };

/** In a query, a plus sign is a space. */
const FORM_ESCAPES: Codec = {
  marks: "%+",
  read: (text, at) => (text[at] === "+" ? { length: 1, means: " " } : URL_ESCAPES.read(text, at)),
};

const CONTROLS: Readonly<Record<string, string>> = { n: "\n", r: "\r", t: "\t", b: "\b", f: "\f", v: "\v", e: "\x1b" };

/** JSON and the string literals of most languages. */
const BACKSLASHES: Codec = {
  marks: "\\",
  read(text, at) {
    const kind = text[at + 1];
    if (kind === undefined) return undefined;
    if (kind === "u") {
      const [whole, braced] = /^\\u\{([\da-f]{1,6})\}/i.exec(text.slice(at, at + 10)) ?? [];
      const code = whole === undefined ? hexDigits(text, at + 2, 4) : Number.parseInt(braced ?? "", 16);
      if (!Number.isNaN(code) && code <= 0x10ffff)
        return {
          length: whole?.length ?? 6,
          means: code > 0xffff ? String.fromCodePoint(code) : String.fromCharCode(code),
        };
    }
    if (kind === "x") {
      const latin1 = hexDigits(text, at + 2, 2);
      if (!Number.isNaN(latin1)) return readBytes(text, at, "\\x") ?? { length: 4, means: String.fromCharCode(latin1) };
    }
    const octal = /^[0-3][0-7]{2}/.exec(text.slice(at + 1, at + 4))?.[0];
    if (octal !== undefined) return { length: 4, means: String.fromCharCode(Number.parseInt(octal, 8)) };
    return { length: 2, means: CONTROLS[kind] ?? kind };
  },
};

const NAMES: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'", nbsp: "\u00a0" };
const ENTITY = /^&(?:#(\d{1,8});?|#x([\da-f]{1,7});?|(amp|lt|gt|quot|apos|nbsp);)/i;

/** HTML and XML. */
const ENTITIES: Codec = {
  marks: "&",
  read(text, at) {
    const [whole, decimal, hex, name] = ENTITY.exec(text.slice(at, at + 12)) ?? [];
    if (whole === undefined) return undefined;
    if (name !== undefined) return { length: whole.length, means: NAMES[name.toLowerCase()] ?? "" };
    const code = decimal === undefined ? Number.parseInt(hex ?? "", 16) : Number(decimal);
    return code > 0x10ffff ? undefined : { length: whole.length, means: String.fromCodePoint(code) };
  },
};

const DEFAULT_CODECS = [URL_ESCAPES, BACKSLASHES, ENTITIES];

const LINE_BREAKS: Codec = {
  marks: "\r\n",
  read(text, at) {
    let end = at + 1;
    while (end < text.length && " \t\r\n".includes(text.charAt(end))) end += 1;
    return { length: end - at, means: "" };
  },
};
