// Generators that several areas share: text that is awkward everywhere, JSON that nearly fits a schema, and ways to damage both.
import fc from "fast-check";

/** Characters that mean something to a terminal, a runner, YAML, JSON, HTML, a shell or a URL, or that are hard to handle. */
const PIECES = [
  ..."\0\t\r\n\v\f\u0085\u2028\u2029\u00a0\u200b\ufeff\u001b\u007f",
  ..."'\"`\\$(){}[]<>|&;#*?!:-,%@~=^/_.+ ",
  ..."\ud800\udfff é🚢ıſK".split(" "),
  "\r\n",
  "\n\n",
  "::error::x",
  "##[error]x",
  "%0A",
  "%",
  "</pre>",
  "<img src=x>",
  "```",
  "~~~",
  "-->",
  "]]>",
  "__proto__",
  "constructor",
  "toString",
  "${{ x }}",
  "{{ .x }}",
  "\u001b[31m",
  "sha256:",
  "latest",
  "a",
  "0",
  "1",
];

/** Mostly short; every character can occur. */
export const anyText: fc.Arbitrary<string> = fc.oneof(
  fc.string({ unit: "binary", maxLength: 40 }),
  fc.string({ unit: "grapheme", maxLength: 40 }),
  fc.array(fc.constantFrom(...PIECES), { maxLength: 24 }).map((pieces) => pieces.join("")),
);

/** Text made of these pieces, with others between them now and then. */
export function textOf(pieces: readonly string[], maxLength = 20): fc.Arbitrary<string> {
  const piece = fc.oneof({ weight: 8, arbitrary: fc.constantFrom(...pieces) }, fc.constantFrom(...PIECES), anyText);
  return fc.array(piece, { maxLength }).map((all) => all.join(""));
}

export const anyBytes: fc.Arbitrary<Uint8Array> = fc.oneof(
  fc.uint8Array({ maxLength: 200 }),
  anyText.map((text) => Buffer.from(text)),
);

/** JSON values, whose objects have some of these keys. */
export function jsonOf(keys: readonly string[], leaves: readonly unknown[] = []): fc.Arbitrary<unknown> {
  const key = fc.constantFrom(...keys, ...keys, "__proto__", "constructor", "toString", "", "0");
  const { value } = fc.letrec((tie) => ({
    value: fc.oneof(
      { depthSize: "small", withCrossShrink: true },
      fc.oneof(
        fc.constantFrom<unknown>(...leaves, null, true, false, 0, -1, 1e21, 2 ** 53, "", "x"),
        anyText,
        fc.double({ noNaN: true, noDefaultInfinity: true }),
      ),
      fc.array(tie("value"), { maxLength: 4 }),
      fc.array(fc.tuple(key, tie("value")), { maxLength: 6 }).map((entries) => Object.fromEntries(entries)),
    ),
  }));
  return value;
}

/** A valid document with one of its values replaced or removed, or one more key: what a newer or broken program prints. */
export function damagedJson(documents: readonly unknown[], keys: readonly string[]): fc.Arbitrary<unknown> {
  return fc
    .tuple(fc.constantFrom(...documents), fc.array(fc.tuple(fc.nat(), jsonOf(keys), fc.boolean()), { maxLength: 3 }))
    .map(([document, changes]) =>
      changes.reduce<unknown>(
        (current, [place, value, removed]) => changedAt(current, place, value, removed),
        document,
      ),
    );
}

function changedAt(document: unknown, place: number, value: unknown, removed: boolean): unknown {
  if (typeof document !== "object" || document === null) return value;
  const entries = Object.entries(document);
  const chosen = place % (entries.length + 1);
  const entry = entries[chosen];
  if (entry === undefined) return Array.isArray(document) ? [...document, value] : value;
  const rest = Math.floor(place / (entries.length + 1));
  const next = entries.flatMap(([key, each], index): [string, unknown][] => {
    if (index !== chosen) return [[key, each]];
    return removed && rest === 0 ? [] : [[key, changedAt(each, rest, value, removed)]];
  });
  return Array.isArray(document) ? next.map(([, each]) => each) : Object.fromEntries(next);
}

/** Text after some of its characters were removed, doubled, replaced, or cut off. */
export function damaged(text: fc.Arbitrary<string>): fc.Arbitrary<string> {
  const damage = fc.record({
    at: fc.double({ min: 0, max: 1, noNaN: true }),
    length: fc.oneof(fc.nat(3), fc.nat(60)),
    by: fc.oneof(fc.constant(""), fc.constantFrom(...PIECES), anyText),
    doubled: fc.boolean(),
  });
  return fc.tuple(text, fc.array(damage, { maxLength: 3 })).map(([whole, all]) =>
    all.reduce((current, { at, length, by, doubled }) => {
      const start = Math.floor(at * current.length);
      const span = current.slice(start, start + length);
      return `${current.slice(0, start)}${doubled ? span + span : ""}${by}${current.slice(start + length)}`;
    }, whole),
  );
}
