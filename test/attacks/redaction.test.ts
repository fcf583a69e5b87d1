// Secrets that a program, a server or a tool writes in another form, in the hope that it is not recognized.
import { describe, expect, it } from "vitest";
import { createReporter } from "../../packages/action/src/report.ts";
import { createRunner } from "../../packages/action/src/runner/runner.ts";
import { createSecrets } from "../../packages/action/src/secrets.ts";
import { lineReader } from "../../packages/target/src/line-reader.ts";

const SECRET = `pa&ss<w>"or'd/ 7%+\\ü`;
const json = (text: string) => JSON.stringify(text).slice(1, -1);
const html = (text: string) =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
const base64 = (text: string) => Buffer.from(text).toString("base64");
const numeric = (text: string, radix: number) =>
  [...text].map((one) => `&#${radix === 16 ? "x" : ""}${one.codePointAt(0)?.toString(radix)};`).join("");

const FORMS: Readonly<Record<string, string>> = {
  "as it is": SECRET,
  "in JSON": json(SECRET),
  "in JSON in JSON": json(json(SECRET)),
  "in JSON with every character escaped": [...SECRET]
    .map((one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, "0")}`)
    .join(""),
  "URL-encoded": encodeURIComponent(SECRET),
  "URL-encoded twice": encodeURIComponent(encodeURIComponent(SECRET)),
  "URL-encoded in part": SECRET.replace("%", "%25").replace("/", "%2f").replace(" ", "%20"),
  "in a form": new URLSearchParams({ v: SECRET }).toString().slice(2),
  "in HTML": html(SECRET),
  "in HTML in HTML": html(html(SECRET)),
  "in decimal entities": numeric(SECRET, 10),
  "in hexadecimal entities": numeric(SECRET, 16),
  "in HTML in JSON": json(html(SECRET)),
  "in JSON in a URL": encodeURIComponent(json(SECRET)),
  "in base64": base64(SECRET),
  "in base64 without padding": base64(SECRET).replace(/=+$/, ""),
  "in base64 for URLs": Buffer.from(SECRET).toString("base64url"),
  "in base64 after a user name": base64(`user:${SECRET}`),
  "in base64 in base64": base64(base64(`user:${SECRET}`)),
  "in base64 in a URL": encodeURIComponent(base64(SECRET)),
  "in hex digits": Buffer.from(SECRET).toString("hex"),
  "in a shell's quotes": `'${SECRET.replaceAll("'", "'\\''")}'`,
  "with an escape sequence in its middle": `${SECRET.slice(0, 9)}\u001b[0K${SECRET.slice(9)}`,
  "with a window title in its middle": `${SECRET.slice(0, 9)}\u001b]0;x\u0007${SECRET.slice(9)}`,
  "broken by a terminal": `${SECRET.slice(0, 9)}\r\n   ${SECRET.slice(9)}`,
  "cut short": `${SECRET.slice(0, 12)}…`,
};

type Printed = ReturnType<typeof createReporter>["report"];

/** Everything that is written: the log, and the summary. */
function written(secrets: readonly string[], print: (report: Printed) => void): string {
  const texts: string[] = [];
  const runner = createRunner({ environment: {}, write: (text) => void texts.push(text) });
  const known = createSecrets(() => {});
  for (const secret of secrets) known.hide(secret);
  const { report, flush } = createReporter({ ...runner, summary: (markdown) => void texts.push(markdown) }, known);
  print(report);
  flush();
  return texts.join("\n");
}

const PLACES: Readonly<Record<string, (report: Printed, text: string) => void>> = {
  "a log line": ({ log }, text) => log.info(text),
  "a debug line": ({ log }, text) => log.debug(text),
  "an annotation": ({ annotate }, text) => annotate({ level: "error", title: text, message: text, file: text }),
  "a group's title": ({ group }, text) => void group(text, async () => {}),
  "a paragraph": ({ summary }, text) => summary.paragraph(text),
  "a table": ({ summary }, text) => summary.table([text], [[text, { text, href: `https://a.example/${text}` }]]),
  "a details section": ({ summary }, text) => summary.details(text, text),
};

/** What stands between the two marks wherever the text was put. */
const between = (text: string) => [...text.matchAll(/BEGIN([\s\S]*?)(?=END)/g)].map(([, found = ""]) => found);

describe("an application", () => {
  it.each(Object.entries(FORMS))("shows a secret %s", (_, form) => {
    for (const [place, print] of Object.entries(PLACES)) {
      const shown = between(written([SECRET], (report) => print(report, `BEGIN ${form} END`)));
      expect(shown.length, place).toBeGreaterThan(0);
      // At most the parts of a first and last character of base64, the quotes, and what stood before the secret.
      for (const found of shown)
        expect(
          found.replaceAll("***", "").replaceAll(/\s|<br>|%0A|%20/g, "").length,
          `${place}: ${found}`,
        ).toBeLessThan(18);
      for (const found of shown) expect(found, place).toContain("***");
    }
  });

  it("shows a private key line by line, and wrapped base64 of it", () => {
    const key = `-----BEGIN KEY-----\n${"MIIEvQIBADANBgkqhkiG9w0BAQ\n".repeat(4)}-----END KEY-----\n`;
    const lines = base64(key).replaceAll(/.{76}/g, "$&\n");
    const shown = written([key], ({ log, summary }) => {
      for (const line of key.split("\n")) log.info(line);
      log.info(lines);
      summary.details("key", `${key}${lines}`);
    });
    expect(shown).not.toMatch(/MIIEvQ|LS0tLS1C/);
  });

  it("shows a secret where a very long line is cut", () => {
    const kept: string[] = [];
    const reader = lineReader((line) => kept.push(line));
    reader.push("x".repeat(64 * 1024 - 12) + SECRET + "y".repeat(1000));
    reader.end();
    const shown = written([SECRET], ({ log }) => kept.forEach(log.info));
    expect(shown).toContain("x***… (");
  });

  it.each([100, 4000, 4090, 32_000, 128_000, 512_000, 524_280])(
    "shows a secret after %i characters of a text that is cut",
    (before) => {
      for (let shift = 0; shift < SECRET.length; shift += 3) {
        const shown = written([SECRET], ({ summary, log }) => {
          const text = "x".repeat(before + shift) + SECRET + "y".repeat(600_000);
          summary.paragraph(text);
          if (shift % 6 === 0) log.info(text);
        });
        expect(shown).not.toContain("xpa&amp;s");
        expect(shown).not.toContain("xpa&s");
      }
    },
  );
});

describe("a registry", () => {
  it("shows a token that becomes known only after it was put into the summary", () => {
    const shown = written([], (report) => {
      report.summary.paragraph(`token ${SECRET}`);
      report.summary.details("answer", `token ${SECRET}`);
      report.mask(SECRET);
    });
    expect(shown.match(/token \*\*\*/g)).toHaveLength(2);
  });
});
