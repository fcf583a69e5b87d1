// Request headers from `Name: value` lines (RFC 9110, section 5). They may be secret: no message here quotes a value.
import { ProbeError } from "./error.ts";

export type Headers = readonly (readonly [name: string, value: string])[];

const TOKEN = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
// Visible ASCII, obs-text, space and tab; never CR, LF or NUL.
const VALUE = /^[\t\x20-\x7e\x80-\xff]*$/;
/** Connection-level headers that only the check itself may set. */
const RESERVED = new Set([
  "connection",
  "content-length",
  "expect",
  "keep-alive",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
]);

/** @throws ProbeError `bad-header`, naming the line by its number only */
export function parseHeaders(lines: readonly string[]): Headers {
  return lines.map((line, index) => {
    const at = line.indexOf(":");
    const name = line.slice(0, at).trim();
    const value = line.slice(at + 1).trim();
    if (at < 1 || !TOKEN.test(name)) throw refused(index, "is not `Name: value`");
    if (!VALUE.test(value))
      throw refused(index, `(\`${name}\`) has a character in its value that is not allowed in a header`);
    // `#` is valid in a header name, but here it is almost certainly a broken comment.
    if (name.startsWith("#")) throw refused(index, "begins with `#`, which starts a comment only if a space follows");
    if (RESERVED.has(name.toLowerCase())) throw refused(index, `sets \`${name}\`, which the check sets itself`);
    return [name, value] as const;
  });
}

const refused = (index: number, what: string): ProbeError =>
  new ProbeError(
    "bad-header",
    `header line ${index + 1} ${what}`,
    "Write one `Name: value` per line, such as `Authorization: Bearer …`.",
  );
