// The forms of a secret that are searched for in a text: itself, and the encodings that change all of it (base64, hex digits, a shell's
// quotes). Escapes of single characters are decoded in the text instead: see views.ts.

/** Minimum length in bytes for matching base64 inside longer text; a shorter match could be a coincidence. */
const MIN_BYTES_INSIDE = 9;
/** The same for a form without its padding, and for hex digits. */
const MIN_BYTES_ALONE = 5;

/** The secret itself first, then each other form once. */
export function encodedForms(secret: string): readonly string[] {
  const bytes = Buffer.from(secret);
  const forms = [secret, secret.normalize("NFC"), secret.normalize("NFD"), ...inShell(secret), ...inHex(bytes)];
  const base64 = inBase64(bytes);
  // The file of a Docker login, and a Kubernetes secret that holds one: base64 in base64.
  const twice = base64.flatMap((form) => inBase64(Buffer.from(form)));
  return [...new Set([...forms, ...base64, ...twice])].filter((form) => form !== "");
}

/** A quote inside single quotes ends them, stands on its own, and begins new ones. */
function inShell(secret: string): string[] {
  if (!secret.includes("'")) return [];
  return ["'\\''", `'"'"'`, "''"].map((quote) => secret.replaceAll("'", quote));
}

function inHex(bytes: Buffer): string[] {
  if (bytes.length < MIN_BYTES_ALONE) return [];
  const digits = bytes.toString("hex");
  return [digits, digits.toUpperCase()];
}

/** On its own, and inside longer text, where it can start at any of the three positions in a group of three bytes. */
function inBase64(bytes: Buffer): string[] {
  const whole = bytes.toString("base64");
  const inside = [0, 1, 2].map((before) => {
    const padded = Buffer.concat([Buffer.alloc(before), bytes]);
    const encoded = padded.toString("base64").replace(/=+$/, "");
    const complete = Math.floor((padded.length * 8) / 6);
    return encoded.slice(Math.ceil((before * 8) / 6), complete);
  });
  const forms = [
    whole,
    ...(bytes.length >= MIN_BYTES_ALONE ? [whole.replace(/=+$/, "")] : []),
    ...(bytes.length >= MIN_BYTES_INSIDE ? inside : []),
  ];
  return [...forms, ...forms.map((form) => form.replaceAll("+", "-").replaceAll("/", "_"))];
}
