// Makes text from elsewhere (a response body, a container's log, a tool's output) safe to print.

/**
 * Escapes text for the log. The runner interprets `::` at the start of a line, after spaces, and the old `##[` anywhere. A zero-width space
 * is inserted, which is not visible.
 */
export function escapeCommands(text: string): string {
  return text.replace(/^(\s*):(?=:)/gm, "$1:\u200b").replaceAll("##[", "##\u200b[");
}
