// Workflow commands, the lines on stdout that the runner acts on. Byte for byte what @actions/core writes:
// https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands
import { EOL } from "node:os";

export interface WorkflowCommand {
  readonly name: string;
  /** Written in this order; an empty, zero or absent value is left out. */
  readonly properties?: Readonly<Record<string, string | number | undefined>>;
  readonly message: string;
}

/** The command as one line with the line end. */
export function workflowCommand({ name, properties = {}, message }: WorkflowCommand): string {
  const entries = Object.entries(properties);
  const given = entries.filter(([, value]) => value !== undefined && value !== "" && value !== 0);
  const list = given.map(([key, value]) => `${key}=${escapeProperty(String(value))}`).join(",");
  return `::${name}${entries.length === 0 ? "" : ` ${list}`}::${escapeData(message)}${EOL}`;
}

function escapeData(text: string): string {
  return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
}

/**
 * Text from outside (a response body, a container's log) made harmless as a log line: the runner acts on `::` at the
 * start of a line, after blanks, and on the old `##[` anywhere in it. A zero-width space parts the marks; a reader sees no difference.
 */
export function inert(text: string): string {
  return text.replace(/^(\s*):(?=:)/gm, "$1:\u200b").replaceAll("##[", "##\u200b[");
}
