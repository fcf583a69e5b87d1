// How a secret looks where a program has written it into JSON, HTML, a URL or base64: the same forms that the runner's own masker knows.

/** Below this a piece of base64 from the middle of other text is no longer told from chance. */
const LONG_ENOUGH_INSIDE = 9;

/** The secret itself first, then each other form once. */
export function writtenForms(secret: string): readonly string[] {
  const forms = [secret, ...inJson(secret), ...inUrl(secret), ...inHtml(secret), ...inBase64(secret)];
  return [...new Set(forms)].filter((form) => form !== "");
}

function inJson(secret: string): string[] {
  const escaped = JSON.stringify(secret).slice(1, -1);
  const asUnicode = (text: string, characters: RegExp) =>
    text.replaceAll(characters, (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, "0")}`);
  // PHP escapes slashes, Go what HTML could read, Python all that is not ASCII.
  const safe = asUnicode(escaped, /[<>&]/g);
  return [escaped, escaped.replaceAll("/", "\\/"), safe, asUnicode(escaped, /[\u0080-\uffff]/g)];
}

function inUrl(secret: string): string[] {
  // A lone half of a surrogate pair has no URL form.
  if (!secret.isWellFormed()) return [];
  const component = encodeURIComponent(secret);
  const strict = component.replaceAll(/[!'()*]/g, (one) => `%${one.charCodeAt(0).toString(16).toUpperCase()}`);
  const small = (text: string) => text.replaceAll(/%[0-9A-F]{2}/g, (code) => code.toLowerCase());
  const forms = [component, strict, encodeURI(secret), component.replaceAll("%20", "+"), strict.replaceAll("%20", "+")];
  return [...forms, ...forms.map(small)];
}

function inHtml(secret: string): string[] {
  const tags = secret.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
  const both = tags.replaceAll('"', "&quot;");
  return [tags, both, ...["&#39;", "&#x27;", "&apos;"].map((quote) => both.replaceAll("'", quote))].concat(
    tags.replaceAll('"', "&#34;").replaceAll("'", "&#39;"),
  );
}

/** Alone, and inside of something longer, where it may begin at any of three places in a group of three bytes. */
function inBase64(secret: string): string[] {
  const bytes = Buffer.from(secret);
  const inside = [0, 1, 2].map((before) => {
    const padded = Buffer.concat([Buffer.alloc(before), bytes]);
    const own = padded.toString("base64").replace(/=+$/, "");
    const whole = Math.floor((padded.length * 8) / 6);
    return own.slice(Math.ceil((before * 8) / 6), whole);
  });
  const forms = [bytes.toString("base64"), ...inside.filter(() => bytes.length >= LONG_ENOUGH_INSIDE)];
  return [...forms, ...forms.map((form) => form.replaceAll("+", "-").replaceAll("/", "_"))];
}
