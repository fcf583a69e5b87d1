// The blocks of a job summary as text, with the same bytes as @actions/core's summary builder. They take only what was escaped.
// Preformatted lines use a fence, because a `<pre>` in `<details>` ends at the first blank line.
import { EOL } from "node:os";
import type { Markdown } from "@deploy-actions/untrusted/text";

export interface Cell {
  readonly data: Markdown;
  readonly header?: boolean;
  readonly colspan?: string;
  readonly rowspan?: string;
}

/** An element without content has no end. The content and the attributes are HTML. */
export function element(tag: string, content: Markdown, attributes: Readonly<Record<string, string | undefined>> = {}) {
  const list = Object.entries(attributes)
    .filter(([, value]) => value !== undefined && value !== "")
    .map(([key, value]) => ` ${key}="${value}"`)
    .join("");
  return (content === "" ? `<${tag}${list}>` : `<${tag}${list}>${content}</${tag}>`) as Markdown;
}

export const joined = (parts: readonly Markdown[]) => parts.join("") as Markdown;

const block = (text: string) => (text + EOL) as Markdown;

export const heading = (text: Markdown, level: 1 | 2 | 3 | 4 | 5 | 6) => block(element(`h${level}`, text));

export const table = (rows: readonly (readonly (Cell | Markdown)[])[]) =>
  block(element("table", joined(rows.map((row) => element("tr", joined(row.map(cell)))))));

export const bullets = (items: readonly Markdown[]) =>
  block(element("ul", joined(items.map((item) => element("li", item)))));

/** `content` consists of complete Markdown blocks. */
export const details = (label: Markdown, content: Markdown) =>
  block(`<details>${element("summary", label)}${EOL}${content}</details>`);

export const paragraph = (text: Markdown) => block(text);

function cell(content: Cell | Markdown): Markdown {
  if (typeof content === "string") return element("td", content);
  return element(content.header === true ? "th" : "td", content.data, {
    colspan: content.colspan,
    rowspan: content.rowspan,
  });
}
