// Renders Markdown with two renderers, as strictly as CommonMark and as freely as GitHub, and lists the elements of the result.
import { Marked } from "marked";
import { micromark } from "micromark";
import { gfmAutolinkLiteral, gfmAutolinkLiteralHtml } from "micromark-extension-gfm-autolink-literal";
import { gfmTable, gfmTableHtml } from "micromark-extension-gfm-table";

export const RENDERERS: Readonly<Record<string, (markdown: string) => string>> = {
  marked: (markdown) => new Marked({ gfm: true, async: false }).parse(markdown).toString(),
  micromark: (markdown) =>
    micromark(markdown, {
      allowDangerousHtml: true,
      extensions: [gfmAutolinkLiteral(), gfmTable()],
      htmlExtensions: [gfmAutolinkLiteralHtml(), gfmTableHtml()],
    }),
};

export interface Element {
  readonly name: string;
  readonly attributes: string;
}

/** Every start tag, comment, declaration and instruction. An escaped `<` starts none. */
export function elementsIn(html: string): Element[] {
  return [...html.matchAll(/<(?:([a-z][a-z0-9-]*)([^>]*)>|[!?])/gi)].map(([, name = "!", attributes = ""]) => ({
    name: name.toLowerCase(),
    attributes: attributes.trim(),
  }));
}

/** The text of the HTML outside of code and links, where GitHub makes links of addresses, mentions and references by itself. */
export function linkable(html: string): string {
  return html
    .replaceAll(/<(code|pre|a)\b[^>]*>[\s\S]*?<\/\1>/g, " ")
    .replaceAll(/<[^>]*>/g, " ")
    .replaceAll("&#8203;", "\u200b");
}

export const BECOMES_LINK = /https?:\/\/|\bwww\.|(?<![\w`])@\w|\w@\w+\.\w|#\d|\bGH-\d/;
