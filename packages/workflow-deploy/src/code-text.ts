// Code that is judged by its text.
import { shown } from "@deploy-actions/workflow-source/value";

/** Characters. Longer code is judged by its beginning, and what is cut counts as starting programs. */
export const CODE_LIMIT = 300_000;

/** Without lines that are only a comment, and with marks as words. */
export function withoutComments(text: string): string {
  return shown(text).replace(/^[ \t]*(?:#(?!!)|\/\/|\*\s+[A-Za-z@{]).*$/gm, "");
}
