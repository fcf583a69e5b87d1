// The encoded forms of a secret in JSON, HTML, URLs and base64: the same forms that the runner's own masking covers.

/** Minimum length in bytes for matching base64 inside longer text; a shorter match could be a coincidence. */
const MIN_BYTES_INSIDE = 9;

/** The secret itself first, then each other form once. */
export function encodedForms(secret: string): readonly string[] {
  const forms = [secret, ...inJson(secret), ...inUrl(secret), ...inHtml(secret), ...inBase64(secret)];
  return [...new Set(forms)].filter((form) => form !== "");
}

function inJson(secret: string): string[] {
  const escaped = JSON.stringify(secret).slice(1, -1);
  const asUnicode = (text: string, characters: RegExp) =>
    text.replaceAll(characters, (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, "0")}`);
  // PHP escapes slashes, Go escapes HTML characters, Python escapes everything outside ASCII.
  const safe = asUnicode(escaped, /[<>&]/g);
  return [escaped, escaped.replaceAll("/", "\\/"), safe, asUnicode(escaped, /[\u0080-\uffff]/g)];
}

function inUrl(secret: string): string[] {
  // A lone surrogate cannot be URL-encoded.
  if (!secret.isWellFormed()) return [];
  const component = encodeURIComponent(secret);
  const strict = component.replaceAll(/[!'()*]/g, (one) => `%${one.charCodeAt(0).toString(16).toUpperCase()}`);
  const lowerCaseHex = (text: string) => text.replaceAll(/%[0-9A-F]{2}/g, (code) => code.toLowerCase());
  const forms = [component, strict, encodeURI(secret), component.replaceAll("%20", "+"), strict.replaceAll("%20", "+")];
  return [...forms, ...forms.map(lowerCaseHex)];
}

function inHtml(secret: string): string[] {
  const tags = secret.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
  const both = tags.replaceAll('"', "&quot;");
  return [tags, both, ...["&#39;", "&#x27;", "&apos;"].map((quote) => both.replaceAll("'", quote))].concat(
    tags.replaceAll('"', "&#34;").replaceAll("'", "&#39;"),
  );
}

/** On its own, and inside longer text, where it can start at any of the three positions in a group of three bytes. */
function inBase64(secret: string): string[] {
  const bytes = Buffer.from(secret);
  const inside = [0, 1, 2].map((before) => {
    const padded = Buffer.concat([Buffer.alloc(before), bytes]);
    const encoded = padded.toString("base64").replace(/=+$/, "");
    const complete = Math.floor((padded.length * 8) / 6);
    return encoded.slice(Math.ceil((before * 8) / 6), complete);
  });
  const forms = [bytes.toString("base64"), ...inside.filter(() => bytes.length >= MIN_BYTES_INSIDE)];
  return [...forms, ...forms.map((form) => form.replaceAll("+", "-").replaceAll("/", "_"))];
}
