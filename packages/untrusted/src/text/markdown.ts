// Makes text safe for Markdown that GitHub renders: it stays text, in its own block. How blocks end: https://github.github.com/gfm/#html-blocks
// and https://github.github.com/gfm/#fenced-code-blocks
import { EOL } from "node:os";
import type { Readable } from "./readable.ts";

declare const made: unique symbol;
export type Markdown = string & { readonly [made]: "markdown" };

/** For the content or an attribute of an HTML element. A blank line would end the HTML block, so line breaks become `<br>`. */
export function escapeHtml(text: Readable): Markdown {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;")
    .replaceAll("\n", "<br>") as Markdown;
}

/** What GitHub links by itself, also in HTML: addresses, mentions of people and teams, and references to issues. */
const LINKED = /:(?=\/\/)|\bwww(?=\.)|@(?=\w)|(?<!&)#(?=\d)|\bGH-(?=\d)/gi;

/** The same HTML, in which nothing becomes a link by itself. A zero-width space is inserted, which is not visible. */
export function unlinked(html: Markdown): Markdown {
  // Without any of these there is nothing to find, and Node need not prepare the search.
  if (!/[@#]|:\/\/|www|gh-/i.test(html)) return html;
  return html.replace(LINKED, "$&&#8203;") as Markdown;
}

/** A longer run of backticks at the start of a line is split instead. */
const LONGEST_FENCE = 16;
const FENCE_IN_TEXT = new RegExp(`^([ \\t]*\`{${LONGEST_FENCE - 1}})(?=\`)`, "gm");

/** Preformatted lines, in a fence longer than any in the text; blank lines separate it from the HTML around it. */
export function fenced(text: Readable, language = ""): Markdown {
  let longest = 0;
  for (const [run] of text.matchAll(/`+/g)) longest = Math.max(longest, run.length);
  const fence = "`".repeat(Math.min(LONGEST_FENCE, Math.max(3, longest + 1)));
  const lines = longest < LONGEST_FENCE ? text : text.replace(FENCE_IN_TEXT, "$1\u200b");
  return ["", `${fence}${language}`, lines, fence, "", ""].join(EOL) as Markdown;
}
