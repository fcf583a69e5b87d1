// Renders the summary as GitHub does (GFM): external text is escaped, code is formatted as code, digests are shortened.
import { type Redact, redactor, withoutSecrets } from "@deploy-actions/secret";
import { Marked } from "marked";
import { describe, expect, it } from "vitest";
import { type Summary, summaryBuilder } from "./summary.ts";

const FULL = `sha256:${"0123456789ab".padEnd(64, "c")}`;
const SHORT = "sha256:0123456789ab";

function written(write: (summary: Summary) => void, redact: Redact = withoutSecrets): string {
  const { summary, take } = summaryBuilder(redact);
  write(summary);
  return take();
}

/** The HTML that GitHub would show. */
function rendered(write: (summary: Summary) => void): string {
  return new Marked({ gfm: true, async: false }).parse(written(write)).toString();
}

const HOSTILE = [
  "a\n\n# Forged heading\n\nb",
  "a\n\n| forged | table |\n| - | - |\n| 1 | 2 |",
  "```\n\n# Forged heading\n\n```",
  "````\n</pre></details>\n\n# Forged heading",
  "~~~\n# Forged heading",
  "</code></td></tr></table>\n\n# Forged heading",
  "\r\r# Forged heading\r",
  "a\n\n![forged](https://example.com/a.png)",
  "a\n\n<img src=x>\n\n<!-- ",
  "a `b\n\n# Forged heading\n\n` c",
];
const PLACES: Readonly<Record<string, (summary: Summary, text: string) => void>> = {
  headline: (summary, text) => summary.headline("bad", text),
  heading: (summary, text) => summary.heading(text),
  paragraph: (summary, text) => summary.paragraph(text),
  "a cell": (summary, text) => summary.table([text], [[text]]),
  "an item": (summary, text) => summary.list([text]),
  "a details label": (summary, text) => summary.details(text, "x"),
  "a details text": (summary, text) => summary.details("Log", text),
  code: (summary, text) => summary.code(text),
};

describe.each(Object.entries(PLACES))("external text in %s", (_, put) => {
  it.each(HOSTILE)("can't end its block or become Markdown: %j", (text) => {
    const html = rendered((summary) => {
      put(summary, text);
      summary.heading("Our next block");
    });
    // Only the headings that were added, none created by the text.
    expect(html).not.toMatch(/<h1|<img|<!--/);
    expect(html.match(/<table/g) ?? []).toHaveLength(put === PLACES["a cell"] ? 1 : 0);
    expect(html).toContain("<h3>Our next block</h3>");
  });
});

it("shows preformatted lines in a collapsed section unchanged, including blank lines and fences", () => {
  const html = rendered((summary) => summary.details("web: last lines", "one\n\n```\n<b>two</b>\n```\n  three"));
  expect(html).toContain("<summary>web: last lines</summary>");
  expect(html).toContain("one\n\n```\n&lt;b&gt;two&lt;/b&gt;\n```\n  three");
});

it.each([
  ["good", "✅"],
  ["bad", "❌"],
  ["warning", "⚠️"],
  ["undone", "↩️"],
  ["planned", "📝"],
] as const)("a headline of status %s starts with %s", (status, mark) => {
  expect(written((summary) => summary.headline(status, "Deploy of `shop`"))).toBe(
    `<h3>${mark} Deploy of <code>shop</code></h3>\n`,
  );
});

describe("digests", () => {
  it("are shortened in text, and listed in full, once each, at the end", () => {
    const markdown = written((summary) => {
      summary.heading(`Release of ghcr.io/org/app@${FULL}`);
      summary.paragraph(`Runs \`ghcr.io/org/app@${FULL}\`, not ${FULL}.`);
      summary.table(["Image"], [[`ghcr.io/org/app@${FULL}`]]);
      summary.list([FULL]);
    });
    const [shown, folded] = markdown.split("<details><summary>Full digests</summary>");
    expect(shown).not.toContain(FULL);
    expect(shown).toContain(`Runs <code>ghcr.io/org/app@${SHORT}</code>, not <code>${SHORT}</code>.`);
    expect(shown).toContain(`<td><code>ghcr.io/org/app@${SHORT}</code></td>`);
    expect(folded).toBe(`\n\n\`\`\`\nghcr.io/org/app@${FULL}\n${FULL}\n\`\`\`\n\n</details>\n`);
  });

  it("are not shortened in code and in details", () => {
    const markdown = written((summary) => {
      summary.code(FULL);
      summary.details("Log", FULL);
    });
    expect(markdown.split(FULL)).toHaveLength(3);
    expect(markdown).not.toContain("Full digests");
  });
});

it("redacts secrets before escaping", () => {
  const { redact } = redactor(['a&b"c']);
  const markdown = written((summary) => {
    summary.paragraph('password a&b"c');
    summary.details("Log", 'password a&b"c');
  }, redact);
  expect(markdown.match(/password \*\*\*/g)).toHaveLength(2);
});

describe("a cell with a link", () => {
  it("links to an http or https URL", () => {
    const shown = rendered((summary) =>
      summary.table(["a"], [[{ text: "line `1`", href: 'https://x.example/a"b?c&d' }]]),
    );
    expect(shown).toContain('<a href="https://x.example/a&quot;b?c&amp;d">line <code>1</code></a>');
  });

  it("shows only the text for any other URL", () => {
    expect(written((summary) => summary.table(["a"], [[{ text: "x", href: "javascript:alert(1)" }]]))).not.toContain(
      "href",
    );
  });
});
