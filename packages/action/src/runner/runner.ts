// Functions that send messages to the runner, with the same output as @actions/core (runner.test.ts compares the bytes). @actions/core itself
// is not used because its entry point loads an HTTP client, which takes longer than most of our actions.
import { EOL } from "node:os";
import type { Inert, Markdown } from "@deploy-actions/untrusted/text";
import { appendTo, keyValue } from "./command-file.ts";
import { workflowCommand } from "./workflow-command.ts";

export interface AnnotationLocation {
  readonly title?: string;
  /** Relative to the workspace. */
  readonly file?: string;
  /** 1-based. */
  readonly line?: number;
  readonly endLine?: number;
  readonly column?: number;
  readonly endColumn?: number;
}

/** The texts are safe to print. */
type SafeLocation = Omit<AnnotationLocation, "title" | "file"> & { readonly title?: Inert; readonly file?: Inert };

export type Level = "error" | "warning" | "notice";

/** Where output goes: stdout, and the files named in the environment. */
export interface Channel {
  readonly environment: NodeJS.ProcessEnv;
  readonly write: (text: string) => void;
}

export type Runner = ReturnType<typeof createRunner>;

export function createRunner({ environment, write }: Channel) {
  /** Appends to the command file, or falls back to the old workflow command when the runner provides no file. */
  const writeValue = (variable: string, command: string, name: string, value: string) => {
    const file = environment[variable];
    if (file !== undefined && file !== "") appendTo(file, keyValue(name, value));
    else write(workflowCommand({ name: command, properties: { name }, message: value }));
  };

  return {
    info: (message: Inert) => write(message + EOL),
    debug: (message: Inert) => write(workflowCommand({ name: "debug", message })),
    annotate: (level: Level, message: Inert, location: SafeLocation = {}) =>
      write(
        workflowCommand({
          name: level,
          properties: Object.keys(location).length === 0 ? {} : properties(location),
          message,
        }),
      ),
    startGroup: (name: Inert) => write(workflowCommand({ name: "group", message: name })),
    endGroup: () => write(workflowCommand({ name: "endgroup", message: "" })),
    setSecret: (secret: string) => write(workflowCommand({ name: "add-mask", message: secret })),
    setOutput: (name: string, value: string) => {
      if (!environment.GITHUB_OUTPUT) write(EOL);
      writeValue("GITHUB_OUTPUT", "set-output", name, value);
    },
    saveState: (name: string, value: string) => writeValue("GITHUB_STATE", "save-state", name, value),
    /** Whether debug logging is on (`ACTIONS_STEP_DEBUG`). */
    isDebug: () => environment.RUNNER_DEBUG === "1",
    summary: (markdown: Markdown) => {
      const file = environment.GITHUB_STEP_SUMMARY;
      if (file !== undefined && file !== "") appendTo(file, markdown);
    },
  };
}

function properties({ title, file, line, endLine, column, endColumn }: SafeLocation) {
  return { title, file, line, endLine, col: column, endColumn };
}
