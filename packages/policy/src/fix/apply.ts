// Makes the edits of fixes in a text, and leaves every other byte of it as it was.
import { type Edit, edited, planned } from "./edit.ts";

/** `left` are the edits that were not made: they overlap one that was, or lie outside the text. */
export type Applied = { readonly text: string; readonly left: readonly Edit[] };

export function applyEdits(text: string, edits: readonly Edit[]): Applied {
  const { changes, left } = planned(text, edits);
  return { text: edited(text, 0, text.length, changes), left };
}
