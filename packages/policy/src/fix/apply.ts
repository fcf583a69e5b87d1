// Applies the edits of fixes to a text and leaves every other byte unchanged.
import { type Edit, edited, planned } from "./edit.ts";

/** `left` are the edits that were not applied, because they overlap another edit or lie outside the text. */
export type AppliedEdits = { readonly text: string; readonly left: readonly Edit[] };

export function applyEdits(text: string, edits: readonly Edit[]): AppliedEdits {
  const { changes, left } = planned(text, edits);
  return { text: edited(text, 0, text.length, changes), left };
}
