// The blocks of a job summary as text, with the same bytes as @actions/core's summary builder, except for preformatted lines: a `<pre>` in
// `<details>` ends at the first blank line, so those use a fence. Like @actions/core, the other blocks accept HTML, so callers must escape
// external text first (`escapeHtml`).
import { EOL } from "node:os";

export interface Cell {
  readonly data: string;
  readonly header?: boolean;
  readonly colspan?: string;
  readonly rowspan?: string;
}

const wrap = (tag: string, content: string, attributes: Readonly<Record<string, string | undefined>> = {}) => {
  const list = Object.entries(attributes)
    .filter(([, value]) => value !== undefined && value !== "")
    .map(([key, value]) => ` ${key}="${value}"`)
    .join("");
  return content === "" ? `<${tag}${list}>` : `<${tag}${list}>${content}</${tag}>`;
};

const block = (text: string) => text + EOL;

export const heading = (text: string, level: 1 | 2 | 3 | 4 | 5 | 6) => block(wrap(`h${level}`, text));

export const table = (rows: readonly (readonly (Cell | string)[])[]) =>
  block(wrap("table", rows.map((row) => wrap("tr", row.map(cell).join(""))).join("")));

export const bullets = (items: readonly string[]) => block(wrap("ul", items.map((item) => wrap("li", item)).join("")));

/** `content` consists of complete Markdown blocks. */
export const details = (label: string, content: string) =>
  block(`<details>${wrap("summary", label)}${EOL}${content}</details>`);

/** Preformatted lines, in a fence longer than any in the text; the blank lines separate it from surrounding HTML. */
export function fenced(text: string, language = ""): string {
  const runs = text.match(/`+/g) ?? [];
  const fence = "`".repeat(Math.max(3, ...runs.map((run) => run.length + 1)));
  return [``, `${fence}${language}`, text, fence, ``, ``].join(EOL);
}

export const paragraph = (text: string) => block(text);

/** Escapes external text, so that it contains no HTML tags or entities. */
export function escapeHtml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}

function cell(content: Cell | string): string {
  if (typeof content === "string") return wrap("td", content);
  return wrap(content.header === true ? "th" : "td", content.data, {
    colspan: content.colspan,
    rowspan: content.rowspan,
  });
}
