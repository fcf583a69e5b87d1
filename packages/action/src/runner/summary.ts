// The blocks of a job summary as text, byte for byte what @actions/core's summary builder buffers. Whoever passes text
// from outside escapes it first (`escapeHtml`): the blocks, like the specification, take HTML as it is.
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

export const details = (label: string, content: string) => block(wrap("details", wrap("summary", label) + content));

export const code = (text: string, language?: string) => block(wrap("pre", wrap("code", text), { lang: language }));

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
