// The job summary of an action, block by block. Text from outside is shown and never interpreted; code is shown as code, a digest short,
// with every full one folded away at the end. How GitHub reads HTML and fences: https://github.github.com/gfm/#html-blocks
import * as blocks from "./runner/summary-blocks.ts";

/** How something stands at a glance: well, wrong, worth a look, taken back, or only planned (a dry run). */
export type Status = "good" | "bad" | "warning" | "undone" | "planned";

const MARKS: Readonly<Record<Status, string>> = { good: "✅", bad: "❌", warning: "⚠️", undone: "↩️", planned: "📝" };

/** Words that lead somewhere. `href` is an absolute URL of http or https; anything else is shown without a link. */
type Link = { readonly text: string; readonly href: string };

/**
 * Text is escaped: what a cell or an item holds is shown, never interpreted. Two things are set as code in headings, paragraphs,
 * cells, items and labels: what stands between backticks, and anything with a sha256 digest, which is shown short.
 */
export interface Summary {
  /** The first line: a status mark and what happened to what. */
  readonly headline: (status: Status, text: string) => void;
  readonly heading: (text: string, level?: 1 | 2 | 3 | 4 | 5 | 6) => void;
  readonly paragraph: (text: string) => void;
  readonly table: (header: readonly string[], rows: readonly (readonly (string | Link)[])[]) => void;
  readonly list: (items: readonly string[]) => void;
  /** Lines folded away under a label, exactly as they are. */
  readonly details: (label: string, text: string) => void;
  /** Lines exactly as they are: nothing is shortened, so that they can be copied. */
  readonly code: (text: string, language?: string) => void;
  /** Markdown or HTML of our own making. */
  readonly raw: (markdown: string) => void;
}

export interface Gathered {
  readonly summary: Summary;
  /** Everything written since the last time, with the digests that were shown short in full. */
  readonly take: () => string;
  readonly isEmpty: () => boolean;
}

export function gatherSummary(redact: (text: string) => string): Gathered {
  const written: string[] = [];
  const shortened = new Set<string>();
  const add = (markdown: string) => void written.push(markdown);
  // A secret is taken out before the text is escaped: after that `a&b` would no longer be found.
  const text = (words: string) => inline(redact(words), shortened);
  const verbatim = (lines: string, language?: string) => blocks.fenced(redact(lines), language);
  const cell = (content: string | Link): string =>
    typeof content === "string" ? text(content) : linked(text(content.text), redact(content.href));
  const heading: Summary["heading"] = (title, level = 3) => add(blocks.heading(text(title), level));
  const summary: Summary = {
    headline: (status, title) => heading(`${MARKS[status]} ${title}`),
    heading,
    paragraph: (words) => add(blocks.paragraph(`<p>${text(words)}</p>`)),
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
    if (shortened.size > 0) summary.details("Digests in full", [...shortened].join("\n"));
    shortened.clear();
    return written.splice(0).join("");
  };
  return { summary, take, isEmpty: () => written.length === 0 };
}

function linked(content: string, href: string): string {
  return /^https?:\/\//.test(href) ? `<a href="${blocks.escapeHtml(href)}">${content}</a>` : content;
}

/** Twelve digits tell any two images of one machine apart, and a row stays on one line. */
function shortDigests(text: string): string {
  return text.replaceAll(/(sha256:[0-9a-f]{12})[0-9a-f]{52}(?![0-9a-f])/g, "$1");
}

const CODE = /`([^`]+)`|[\w./:@+-]*sha256:[0-9a-f]{64}(?![0-9a-f])/g;
const WITH_DIGEST = /[\w./:@+-]*sha256:[0-9a-f]{64}(?![0-9a-f])/g;

/** A line break would let the rest out of its HTML block, to be read as Markdown. */
function inline(text: string, shortened: Set<string>): string {
  for (const [reference] of text.matchAll(WITH_DIGEST)) shortened.add(reference);
  return blocks
    .escapeHtml(text)
    .replaceAll(CODE, (whole: string, span?: string) => `<code>${shortDigests(span ?? whole)}</code>`)
    .replaceAll(/\r\n?|\n/g, "<br>");
}
