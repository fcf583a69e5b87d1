// Builds the job summary of an action. External text is redacted and escaped, code is formatted as code, and digests are shortened, with the
// full digests in a collapsed section at the end.
import type { Redact } from "@deploy-actions/secret";
import { escapeHtml, excerpt, fenced, type Markdown, type Readable, unlinked } from "@deploy-actions/untrusted/text";
import * as blocks from "./runner/summary-blocks.ts";

/** The icon of a headline: success, failure, warning, rolled back, or only planned (a dry run). */
export type Status = "good" | "bad" | "warning" | "undone" | "planned";

const ICONS: Readonly<Record<Status, string>> = { good: "✅", bad: "❌", warning: "⚠️", undone: "↩️", planned: "📝" };

/** `href` must be an absolute http or https URL; otherwise the text is shown without a link. */
type Link = { readonly text: string; readonly href: string };

/**
 * All text is escaped and limited in length, and nothing in it becomes a link by itself. In headings, paragraphs, cells, items and labels two things are formatted as code: text between backticks, and anything
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
}

export interface SummaryBuilder {
  readonly summary: Summary;
  /** Returns and clears everything written so far, with the full digests at the end, within the runner's limit. */
  readonly take: () => Markdown | "";
  readonly isEmpty: () => boolean;
}

/** The longest texts, in bytes. */
const LONGEST = { line: 4 * 1024, paragraph: 32 * 1024, verbatim: 128 * 1024, rows: 256 * 1024 };

/** The runner drops a summary above 1 MiB completely. */
const LONGEST_SUMMARY = 1000 * 1024;
const CUT_SHORT = "<p>(truncated: the runner accepts at most 1 MiB; see the log for the rest)</p>";

/** Blocks are rendered when they are taken, so that a secret that becomes known after a block was added is redacted before it is escaped. */
type Block = (shortened: Set<string>) => Markdown;

export function summaryBuilder(redact: Redact): SummaryBuilder {
  const added: Block[] = [];
  const clean = (text: string, bytes: number): Readable => excerpt(text, bytes, redact);
  const text = (content: string, shortened: Set<string>, bytes = LONGEST.line) =>
    inline(clean(content, bytes), shortened);
  const verbatim = (lines: string, language?: string) => fenced(clean(lines, LONGEST.verbatim), language);
  const heading: Summary["heading"] = (title, level = 3) =>
    void added.push((shortened) => blocks.heading(text(title, shortened), level));
  const summary: Summary = {
    headline: (status, title) => heading(`${ICONS[status]} ${title}`),
    heading,
    paragraph: (content) =>
      void added.push((shortened) =>
        blocks.paragraph(blocks.element("p", text(content, shortened, LONGEST.paragraph))),
      ),
    table: (header, rows) =>
      void added.push((shortened) => {
        const cell = (content: string | Link): Markdown =>
          typeof content === "string"
            ? text(content, shortened)
            : link(text(content.text, shortened), clean(content.href, LONGEST.line));
        const names = header.map((data) => ({ data: text(data, shortened), header: true }));
        const { shown, left } = fitting(rows.map((row) => row.map(cell)));
        const table = blocks.table([names, ...shown]);
        return left === 0 ? table : blocks.joined([table, blocks.paragraph(moreRows(left))]);
      }),
    list: (items) => void added.push((shortened) => blocks.bullets(items.map((item) => text(item, shortened)))),
    details: (label, body) => void added.push((shortened) => blocks.details(text(label, shortened), verbatim(body))),
    code: (body, language) => void added.push(() => verbatim(body, language)),
  };
  const take = () => {
    const shortened = new Set<string>();
    const rendered = added.splice(0).map((block) => block(shortened));
    const digests = [...shortened].join("\n");
    if (digests !== "")
      rendered.push(blocks.details(escapeHtml(clean("Full digests", LONGEST.line)), verbatim(digests)));
    return limited(rendered);
  };
  return { summary, take, isEmpty: () => added.length === 0 };
}

/** Complete blocks, because half of one could swallow what another step writes. */
function limited(rendered: readonly Markdown[]): Markdown | "" {
  let bytes = 0;
  const fits = rendered.findIndex((block) => {
    bytes += Buffer.byteLength(block);
    return bytes > LONGEST_SUMMARY;
  });
  if (rendered.length === 0) return "";
  return fits < 0
    ? blocks.joined(rendered)
    : blocks.joined([...rendered.slice(0, fits), blocks.paragraph(CUT_SHORT as Markdown)]);
}

function fitting(rows: readonly (readonly Markdown[])[]) {
  let bytes = 0;
  const first = rows.findIndex((row) => {
    bytes += row.reduce((sum, cell) => sum + Buffer.byteLength(cell), 0);
    return bytes > LONGEST.rows;
  });
  return first < 0 ? { shown: rows, left: 0 } : { shown: rows.slice(0, first), left: rows.length - first };
}

const moreRows = (left: number) => `<p>(${left} more rows are not shown)</p>` as Markdown;

function link(content: Markdown, href: Readable): Markdown {
  return /^https?:\/\/\S+$/.test(href) ? blocks.element("a", content, { href: escapeHtml(href) }) : content;
}

/** Twelve digits are enough to distinguish the images of one machine, and a row stays on one line. */
function shortDigests<Text extends string>(text: Text): Text {
  return text.replaceAll(/(sha256:[0-9a-f]{12})[0-9a-f]{52}(?![0-9a-f])/g, "$1") as Text;
}

/** A reference with a digest. Its start is bound, because the search would otherwise start at each character of a long word. */
const WITH_DIGEST = /(?<![\w./:@+-])[\w./:@+-]*sha256:[0-9a-f]{64}(?![0-9a-f])/g;
const SPAN = /`([^`]+)`/g;

/** Formats text inside an HTML block. */
function inline(text: Readable, shortened: Set<string>): Markdown {
  const hasDigest = text.includes("sha256:");
  if (hasDigest) for (const [reference] of text.matchAll(WITH_DIGEST)) shortened.add(reference);
  const code = hasDigest ? new RegExp(`${SPAN.source}|${WITH_DIGEST.source}`, "g") : SPAN;
  const parts: Markdown[] = [];
  let from = 0;
  for (const { 0: whole, 1: span, index } of text.matchAll(code)) {
    parts.push(plain(text, from, index), blocks.element("code", escapeHtml(shortDigests((span ?? whole) as Readable))));
    from = index + whole.length;
  }
  return blocks.joined([...parts, plain(text, from, text.length)]);
}

const plain = (text: Readable, from: number, to: number): Markdown =>
  unlinked(escapeHtml(text.slice(from, to) as Readable));
