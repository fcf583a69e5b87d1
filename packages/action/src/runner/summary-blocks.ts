// The blocks of a job summary as text, byte for byte what @actions/core's summary builder buffers, except for what has lines of its own:
// that builder's `<pre>` in `<details>` ends at the first blank line, and a fence doesn't. Whoever passes text from outside into the
// others escapes it first (`escapeHtml`): the blocks, like the specification, take HTML as it is.
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

/** `content` is Markdown of whole blocks. */
export const details = (label: string, content: string) =>
  block(`<details>${wrap("summary", label)}${EOL}${content}</details>`);

/** Lines as they are, in a fence longer than any in them; the blank lines part it from HTML around it. */
export function fenced(text: string, language = ""): string {
  const runs = text.match(/`+/g) ?? [];
  const fence = "`".repeat(Math.max(3, ...runs.map((run) => run.length + 1)));
  return [``, `${fence}${language}`, text, fence, ``, ``].join(EOL);
}

export const paragraph = (text: string) => block(text);

/** For text that isn't ours: no tag, no entity and no Markdown table or code mark survives as one. */
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
