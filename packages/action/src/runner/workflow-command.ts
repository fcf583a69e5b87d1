// Workflow commands, the lines on stdout that the runner interprets. Writes the same bytes as @actions/core:
// https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands
import { EOL } from "node:os";

export interface WorkflowCommand {
  readonly name: string;
  /** Written in this order; empty, zero and absent values are omitted. */
  readonly properties?: Readonly<Record<string, string | number | undefined>>;
  readonly message: string;
}

/** The command as one line, including the line break. */
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
