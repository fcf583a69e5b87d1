// The description of a migration tool: the steps that apply pending migrations, and how to read the current head. Values only: nothing here
// runs anything. Every sequence may be run twice; the second run changes nothing.

export type Tool = "command" | "alembic" | "django-tenants";

/** A program and its arguments, passed without a shell unless the program is one. */
export type Argv = readonly [string, ...string[]];

/** One program call, the same on the target and in a container. */
export type Step = {
  readonly argv: Argv;
  /** Added to the environment; never a secret. */
  readonly env?: Readonly<Record<string, string>>;
};

/** The migration state of a database. Two heads with the same text are the same state. */
export type Head = {
  /** The tool's own name for the state, or a digest when it has none; "none" before the first migration. */
  readonly text: string;
  /** For a database with several schemas: the number of applied migrations in each. */
  readonly schemas?: Readonly<Record<string, number>>;
};

export type Migrator = {
  readonly tool: Tool;
  /** Reads the head; `parse` gets the stdout of the step. Absent: this project has no way to read it. */
  readonly head?: { readonly step: Step; readonly parse: (stdout: string) => Head };
  /** The command that a person runs to see the current state. */
  readonly statusCommand?: string;
  /** Lists the commands that the project has; its stdout is passed to `apply`. */
  readonly discover?: Step;
  /** Applies pending migrations, one step after the other; a failed step ends the sequence. */
  readonly apply: (discovered: string) => readonly Step[];
};
