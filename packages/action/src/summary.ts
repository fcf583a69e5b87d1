// Builds the job summary of an action. External text is escaped, code is formatted as code, and digests are shortened, with the full digests in
// a collapsed section at the end. How GitHub parses HTML and fences: https://github.github.com/gfm/#html-blocks
import * as blocks from "./runner/summary-blocks.ts";

/** The icon of a headline: success, failure, warning, rolled back, or only planned (a dry run). */
export type Status = "good" | "bad" | "warning" | "undone" | "planned";

const ICONS: Readonly<Record<Status, string>> = { good: "✅", bad: "❌", warning: "⚠️", undone: "↩️", planned: "📝" };

/** `href` must be an absolute http or https URL; otherwise the text is shown without a link. */
type Link = { readonly text: string; readonly href: string };

/**
 * All text is escaped. In headings, paragraphs, cells, items and labels two things are formatted as code: text between backticks, and anything
 * with a sha256 digest, which is shortened.
 */
export interface Summary {
  /** The first line: a status icon and what happened. */
  readonly headline: (status: Status, text: string) => void;
  readonly heading: (text: string, level?: 1 | 2 | 3 | 4 | 5 | 6) => void;
  readonly paragraph: (text: string) => void;
  readonly table: (header: readonly string[], rows: readonly (readonly (string | Link)[])[]) => void;
  readonly list: (items: readonly string[]) => void;
  /** A collapsed section with preformatted lines. */
  readonly details: (label: string, text: string) => void;
  /** Preformatted lines. Digests are not shortened, so that they can be copied. */
  readonly code: (text: string, language?: string) => void;
  /** Markdown or HTML that contains no external text. */
  readonly raw: (markdown: string) => void;
}

export interface SummaryBuilder {
  readonly summary: Summary;
  /** Returns and clears everything written so far, with the full digests at the end. */
  readonly take: () => string;
  readonly isEmpty: () => boolean;
}

export function summaryBuilder(redact: (text: string) => string): SummaryBuilder {
  const written: string[] = [];
  const shortened = new Set<string>();
  const add = (markdown: string) => void written.push(markdown);
  // Redacted before escaping, because an escaped `a&b` would not be found.
  const text = (content: string) => inline(redact(content), shortened);
  const verbatim = (lines: string, language?: string) => blocks.fenced(redact(lines), language);
  const cell = (content: string | Link): string =>
    typeof content === "string" ? text(content) : link(text(content.text), redact(content.href));
  const heading: Summary["heading"] = (title, level = 3) => add(blocks.heading(text(title), level));
  const summary: Summary = {
    headline: (status, title) => heading(`${ICONS[status]} ${title}`),
    heading,
    paragraph: (content) => add(blocks.paragraph(`<p>${text(content)}</p>`)),
    table: (header, rows) =>
      add(
        blocks.table([header.map((data) => ({ data: text(data), header: true })), ...rows.map((row) => row.map(cell))]),
      ),
    list: (items) => add(blocks.bullets(items.map(text))),
    details: (label, body) => add(blocks.details(text(label), verbatim(body))),
    code: (body, language) => add(verbatim(body, language)),
    raw: add,
  };
  const take = () => {
    if (shortened.size > 0) summary.details("Full digests", [...shortened].join("\n"));
    shortened.clear();
    return written.splice(0).join("");
  };
  return { summary, take, isEmpty: () => written.length === 0 };
}

function link(content: string, href: string): string {
  return /^https?:\/\//.test(href) ? `<a href="${blocks.escapeHtml(href)}">${content}</a>` : content;
}

/** Twelve digits are enough to distinguish the images of one machine, and a row stays on one line. */
function shortDigests(text: string): string {
  return text.replaceAll(/(sha256:[0-9a-f]{12})[0-9a-f]{52}(?![0-9a-f])/g, "$1");
}

const CODE = /`([^`]+)`|[\w./:@+-]*sha256:[0-9a-f]{64}(?![0-9a-f])/g;
const WITH_DIGEST = /[\w./:@+-]*sha256:[0-9a-f]{64}(?![0-9a-f])/g;

/** Formats text inside an HTML block. A blank line would end the block and the rest would be parsed as Markdown, so line breaks become `<br>`. */
function inline(text: string, shortened: Set<string>): string {
  for (const [reference] of text.matchAll(WITH_DIGEST)) shortened.add(reference);
  return blocks
    .escapeHtml(text)
    .replaceAll(CODE, (whole: string, span?: string) => `<code>${shortDigests(span ?? whole)}</code>`)
    .replaceAll(/\r\n?|\n/g, "<br>");
}
