// How the runner treats each line that a step prints, on either stream: it executes a command, or adds a masked line to the log
// (actions/runner ActionCommandManager and OutputManager).
import type { Masker } from "./masker.ts";
import { parseCommand, type WorkflowCommand } from "./workflow-command.ts";

/** GitHub shows the first ten of each level per step; here all are kept. Lines and columns count from 1. */
export interface Annotation {
  readonly level: "error" | "warning" | "notice";
  readonly message: string;
  readonly title?: string;
  readonly file?: string;
  readonly line?: number;
  readonly endLine?: number;
  readonly column?: number;
  readonly endColumn?: number;
}

export interface StepLog {
  readonly lines: string[];
  readonly commands: WorkflowCommand[];
  readonly annotations: Annotation[];
  /** Values given to `::add-mask::`, in order. */
  readonly masks: string[];
  /** From the deprecated `::set-output::` and `::save-state::`, which the runner still supports. */
  readonly outputs: Record<string, string>;
  readonly state: Record<string, string>;
  /** Commands that the runner refuses; they make the step fail. */
  readonly failures: string[];
  take(line: string): void;
  issue(level: Annotation["level"], message: string): void;
}

export function createStepLog(masker: Masker, debug: boolean): StepLog {
  const lines: string[] = [];
  const commands: WorkflowCommand[] = [];
  const annotations: Annotation[] = [];
  const masks: string[] = [];
  const outputs: Record<string, string> = {};
  const state: Record<string, string> = {};
  const failures: string[] = [];
  let stopToken: string | undefined;

  const write = (text: string) => lines.push(masker.apply(text));
  const annotate = (annotation: Annotation) => {
    const message = masker.apply(annotation.message);
    annotations.push({ ...annotation, message });
    for (const [index, line] of message.split(/\r?\n/).entries())
      write(index === 0 ? `##[${annotation.level}]${line}` : line);
  };
  const fail = (message: string) => {
    failures.push(message);
    annotate({ level: "error", message });
  };
  const store = (into: Record<string, string>, { name, properties, data }: WorkflowCommand) => {
    const key = properties.name ?? "";
    if (key === "") fail(`Required field 'name' is missing in ##[${name}] command.`);
    else into[key] = data;
  };

  const obey = (command: WorkflowCommand, line: string) => {
    switch (command.name) {
      case "add-mask":
        if (command.data.trim() === "")
          return write("##[warning]Can't add secret mask for empty string in ##[add-mask] command.");
        masks.push(command.data);
        return masker.add(command.data);
      case "error":
      case "warning":
      case "notice":
        return annotate({ level: command.name, message: command.data, ...place(command.properties) });
      case "debug":
        return debug ? write(`##[debug]${command.data}`) : undefined;
      case "group":
      case "endgroup":
        return write(`##[${command.name}]${command.data}`);
      case "set-output":
        return store(outputs, command);
      case "save-state":
        return store(state, command);
      case "set-env":
      case "add-path":
        return fail(`The \`${command.name}\` command is disabled. Please upgrade to using Environment Files.`);
      case "stop-commands":
        if (command.data === "" || parseCommand(`::${command.data}::`) !== undefined)
          return fail(`Invalid stop-commands token '${command.data}'`);
        stopToken = command.data;
        return write(line);
      default:
        return undefined;
    }
  };

  return {
    lines,
    commands,
    annotations,
    masks,
    outputs,
    state,
    failures,
    issue: (level, message) => annotate({ level, message }),
    take(line) {
      const command = parseCommand(line, stopToken);
      if (command !== undefined && stopToken === undefined) {
        commands.push(command);
        obey(command, line);
        return;
      }
      if (command?.name === stopToken?.toLowerCase()) stopToken = undefined;
      write(line);
    },
  };
}

/** Drops what the runner drops: columns without a line or across lines, ends before starts. */
function place(properties: Readonly<Record<string, string>>): Omit<Annotation, "level" | "message"> {
  const number = (key: string) => (/^\d+$/.test(properties[key] ?? "") ? Number(properties[key]) : undefined);
  const endLine = number("endLine");
  const line = number("line") ?? endLine;
  const endColumn = number("endColumn");
  const column = number("col") ?? endColumn;
  const linesFit = line !== undefined && (endLine === undefined || endLine >= line);
  const columnsFit =
    line !== undefined &&
    column !== undefined &&
    (endLine === undefined || endLine === line) &&
    (endColumn === undefined || endColumn >= column);
  return {
    ...(properties.title === undefined ? {} : { title: properties.title }),
    ...(properties.file === undefined ? {} : { file: properties.file }),
    ...(linesFit ? { line } : {}),
    ...(linesFit && endLine !== undefined ? { endLine } : {}),
    ...(columnsFit ? { column } : {}),
    ...(columnsFit && endColumn !== undefined ? { endColumn } : {}),
  };
}
