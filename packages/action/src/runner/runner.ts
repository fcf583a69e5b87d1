// What a step can tell the runner, one function a message. @actions/core is the specification (a differential test compares
// the bytes); it isn't used here because its one entry point loads an HTTP client that costs more than most of our actions.
import { EOL } from "node:os";
import { appendTo, keyValue } from "./command-file.ts";
import { workflowCommand } from "./workflow-command.ts";

export interface Place {
  readonly title?: string;
  /** Relative to the workspace. */
  readonly file?: string;
  /** 1-based. */
  readonly line?: number;
  readonly endLine?: number;
  readonly column?: number;
  readonly endColumn?: number;
}

export type Level = "error" | "warning" | "notice";

/** Where a step's words go: stdout, and the files named in the environment. */
export interface Channel {
  readonly environment: NodeJS.ProcessEnv;
  readonly write: (text: string) => void;
}

export type Runner = ReturnType<typeof runner>;

export function runner({ environment, write }: Channel) {
  /** Appends to the command file, or falls back to the old command where the runner names no file. */
  const pass = (variable: string, command: string, name: string, value: string) => {
    const file = environment[variable];
    if (file !== undefined && file !== "") appendTo(file, keyValue(name, value));
    else write(workflowCommand({ name: command, properties: { name }, message: value }));
  };

  return {
    info: (message: string) => write(message + EOL),
    debug: (message: string) => write(workflowCommand({ name: "debug", message })),
    annotate: (level: Level, message: string, place: Place = {}) =>
      write(
        workflowCommand({
          name: level,
          properties: Object.keys(place).length === 0 ? {} : properties(place),
          message,
        }),
      ),
    startGroup: (name: string) => write(workflowCommand({ name: "group", message: name })),
    endGroup: () => write(workflowCommand({ name: "endgroup", message: "" })),
    setSecret: (secret: string) => write(workflowCommand({ name: "add-mask", message: secret })),
    setOutput: (name: string, value: string) => {
      if (!environment.GITHUB_OUTPUT) write(EOL);
      pass("GITHUB_OUTPUT", "set-output", name, value);
    },
    saveState: (name: string, value: string) => pass("GITHUB_STATE", "save-state", name, value),
    /** Whether debug logging is on (`ACTIONS_STEP_DEBUG`). */
    isDebug: () => environment.RUNNER_DEBUG === "1",
    summary: (markdown: string) => {
      const file = environment.GITHUB_STEP_SUMMARY;
      if (file !== undefined && file !== "") appendTo(file, markdown);
    },
  };
}

function properties({ title, file, line, endLine, column, endColumn }: Place) {
  return { title, file, line, endLine, col: column, endColumn };
}
