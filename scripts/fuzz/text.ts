// Text that is shown: no secret survives in any form, nothing from elsewhere becomes a command, an element or a heading.
import { isCommonValue, redactor, urlCredentials, withoutCredentials } from "@deploy-actions/secret";
import fc from "fast-check";
import { Lexer, type Token } from "marked";
import { summaryBuilder } from "../../packages/action/src/summary.ts";
import { expectThat } from "./expect.ts";
import { anyText, textOf } from "./generators.ts";
import { expectProportional, shapesOf } from "./growth.ts";
import { type Area, property } from "./property.ts";

/** A part that no encoding changes, by which a secret is recognized. */
const CORE = "Zq8rT5wK2mX7";
const secretText = fc.tuple(anyText, anyText).map(([before, after]) => `${before}${CORE}${after}`.toWellFormed());

/** What programs do to a value before they print it. */
const ENCODINGS: Readonly<Record<string, (secret: string) => string>> = {
  "as it is": (secret) => secret,
  JSON: (secret) => JSON.stringify(secret).slice(1, -1),
  "URL component": (secret) => encodeURIComponent(secret),
  URL: (secret) => encodeURI(secret),
  form: (secret) => new URLSearchParams({ a: secret }).toString().slice(2),
  HTML: (secret) => secret.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;"),
  "HTML with quotes": (secret) =>
    secret.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;"),
};

const HOSTILE = [
  ...[
    "<img src=x onerror=x>",
    "</td></table>",
    "</details>",
    "<!--",
    "-->",
    "<![CDATA[",
    "]]>",
    "<script>",
    "</pre>",
    "</code>",
    "&lt;",
    "&#60;",
  ],
  ...[
    "# HEADING",
    "\n# HEADING\n",
    "\n\n",
    "\n",
    "\r",
    "\r\n",
    "```",
    "````",
    "~~~",
    "`",
    "[LINK](http://evil.example)",
    "![I](http://evil.example)",
  ],
  ...[
    "http://evil.example",
    "| a |",
    "- item",
    "> quote",
    "    code",
    "\t",
    "***",
    "---",
    "\u0085",
    "\u2028",
    "\u0000",
    "\\",
    "*b*",
    "@someone",
    "#1",
  ],
];
const hostile = textOf(HOSTILE, 12);

type Place = (summary: ReturnType<typeof summaryBuilder>["summary"], text: string) => void;
const PLACES: Readonly<Record<string, Place>> = {
  headline: (summary, text) => summary.headline("bad", text),
  heading: (summary, text) => summary.heading(text, 4),
  paragraph: (summary, text) => summary.paragraph(text),
  cell: (summary, text) => summary.table([text], [[text, { text, href: text }]]),
  item: (summary, text) => summary.list([text, text]),
  details: (summary, text) => summary.details("the label", text),
  label: (summary, text) => summary.details(text, "the lines"),
  code: (summary, text) => summary.code(text),
};

/** The elements that a summary consists of. */
const OWN = new Set([
  "h1",
  "h2",
  "h3",
  "h4",
  "h5",
  "h6",
  "p",
  "table",
  "tr",
  "th",
  "td",
  "ul",
  "li",
  "details",
  "summary",
  "code",
  "pre",
  "br",
  "a",
]);

export const text: Area = {
  about: "redaction and job summaries",
  properties: [
    property(
      "no secret survives in any form",
      fc.record({
        secret: secretText,
        encoding: fc.constantFrom(...Object.keys(ENCODINGS)),
        before: anyText,
        after: anyText,
      }),
      ({ secret, encoding, before, after }) => {
        const encoded = ENCODINGS[encoding]?.(secret) ?? "";
        const { redact } = redactor([secret]);
        expectThat(!redact(`${before} ${encoded} ${after}`).includes(CORE), `it stands there as ${encoding}`);
      },
    ),
    property(
      "no secret survives in base64, alone or inside a longer text",
      fc.tuple(secretText, fc.stringMatching(/^[a-z:]{0,5}$/), fc.stringMatching(/^[a-z:]{0,5}$/)),
      ([secret, before, after]) => {
        const encoded = Buffer.from(`${before}${secret}${after}`).toString("base64");
        const redacted = redactor([secret]).redact(encoded);
        const parts = redacted.split("***");
        expectThat(parts.length > 1, "it is not redacted at all");
        const decoded = parts.map((part) => Buffer.from(part, "base64").toString("latin1")).join("|");
        expectThat(!decoded.includes(CORE), "it can still be decoded");
      },
    ),
    property(
      "of several secrets none survives",
      fc.tuple(fc.array(secretText, { minLength: 1, maxLength: 4 }), fc.array(fc.nat(3), { maxLength: 6 })),
      ([secrets, order]) => {
        const shown = order.map((index) => secrets[index % secrets.length]).join(" and ");
        expectThat(!redactor(secrets).redact(shown).includes(CORE), "one of them stands there");
      },
    ),
    property(
      "no password survives in a URL",
      fc.tuple(
        fc.constantFrom("https://", "http:", "ftp://", "", "postgres://", "https:\\\\"),
        fc.stringMatching(/^[\w@:/?#%+ -]{0,8}$/),
        fc.constantFrom("\n", " ", "", "/x", ":80/"),
      ),
      ([scheme, noise, end]) => {
        const url = `${scheme}user:${CORE}${noise}@a.example${end}`;
        const { redact } = redactor(urlCredentials(url));
        expectThat(!withoutCredentials(url).includes(CORE), "it stands in the message");
        expectThat(!redact(url).includes(CORE) || noise.includes("\n"), "it is not redacted");
      },
    ),
    property(
      "a common value is common in any case",
      textOf(["true", "localhost", "1", ".", "a", "/", "json", "en", ",", ";q="]),
      (value) => {
        expectThat(isCommonValue(value) === isCommonValue(` ${value.toUpperCase()} `), "not in upper case");
      },
    ),
    property(
      "nothing from elsewhere becomes an element, a heading or a link of a summary",
      fc.array(fc.tuple(fc.constantFrom(...Object.keys(PLACES)), hostile), { minLength: 1, maxLength: 4 }),
      (all) => {
        const { summary, take } = summaryBuilder(redactor([]).redact);
        for (const [place, each] of all) PLACES[place]?.(summary, each);
        summary.paragraph("THE END");
        const markdown = take();
        const problem = problemIn(new Lexer({ gfm: true }).lex(markdown));
        expectThat(problem === undefined, `${problem} in\n${markdown}`);
      },
    ),
    property(
      "the time for redaction grows with the length",
      shapesOf([...HOSTILE, "a", "%", "@", ":", "//", "user:", " "]),
      (shape) =>
        expectProportional(shape, (each) => {
          redactor(["hunter2-secret", "another one"]).redact(each);
          withoutCredentials(each);
          urlCredentials(each);
          isCommonValue(each);
        }),
      { share: 0.1 },
    ),
    property(
      "the time for a summary grows with the length",
      shapesOf([...HOSTILE, "a", "sha256:", "0123456789abcdef".repeat(4)]),
      (shape) =>
        expectProportional(shape, (each) => {
          const { summary, take } = summaryBuilder(redactor([]).redact);
          for (const place of Object.values(PLACES)) place(summary, each);
          take();
        }),
      { share: 0.1 },
    ),
  ],
};

/** The first token that only the author of the text can have made; a summary itself consists of HTML blocks and fences. */
function problemIn(tokens: readonly Token[]): string | undefined {
  for (const token of tokens) {
    if (token.type === "html") {
      for (const [, name = ""] of token.raw.matchAll(/<\/?([a-z!?][^\s/>]*)/gi)) {
        if (!OWN.has(name.toLowerCase())) return `the element ${name}`;
      }
      const attributes = token.raw.replaceAll(/"[^"]*"/g, '""').replaceAll(/>[^<]*</g, "><");
      if (/\son\w+=/i.test(attributes)) return "an attribute";
      continue;
    }
    if (token.type === "space" || (token.type === "code" && "lang" in token)) continue;
    return `Markdown of the type ${token.type} (${token.raw.slice(0, 60)})`;
  }
  return undefined;
}
