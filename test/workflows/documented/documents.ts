// The workflows that documents show: each fenced block that is one, or a part of one, and its place.
import { filesBelow } from "../../architecture/files.ts";
import { meaningOf, snippetsOf } from "../../architecture/snippets.ts";

export type Documented = {
  readonly page: string;
  readonly heading: string;
  /** From 1, among the workflows under that heading. */
  readonly nth: number;
  readonly line: number;
  /** Complete: what the block leaves out around steps or jobs is added. */
  readonly text: string;
};

/** The catalog's snippets are generated from the definitions; test/architecture/catalog.test.ts checks them. */
const pages = filesBelow("", /\.md$/).filter((page) => page !== "action-catalog.md");

export function documentedWorkflows(): Documented[] {
  return pages.flatMap((page) => {
    const seen = new Map<string, number>();
    return snippetsOf(page).flatMap((snippet) => {
      const meaning = meaningOf(snippet);
      if (meaning?.kind !== "workflow") return [];
      const { line, heading = "" } = snippet;
      const nth = (seen.get(heading) ?? 0) + 1;
      seen.set(heading, nth);
      return [{ page, heading, nth, line, text: meaning.text }];
    });
  });
}
