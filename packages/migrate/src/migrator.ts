// What a migration tool is to us: the steps that apply what is pending, and how to read how far the database is. Values
// only: nothing here runs anything. Every sequence may be run twice; the second time it changes nothing.

export type Tool = "command" | "alembic" | "django-tenants";

/** A program and its arguments, as they reach it: no shell in between unless the program is one. */
export type Argv = readonly [string, ...string[]];

/** One program call, the same wherever it will run. */
export type Step = {
  readonly argv: Argv;
  /** Added to the environment; never a secret. */
  readonly env?: Readonly<Record<string, string>>;
};

/** How far a database is. Two heads with the same text are the same state. */
export type Head = {
  /** What the tool calls it, or a digest where it has no name for it; "none" before the first migration. */
  readonly text: string;
  /** Where the database has several schemas: how many migrations each has had. */
  readonly schemas?: Readonly<Record<string, number>>;
};

export type Migrator = {
  readonly tool: Tool;
  /** Reads the head; `parse` gets what the step printed on stdout. Absent: this project has no way to tell. */
  readonly head?: { readonly step: Step; readonly parse: (stdout: string) => Head };
  /** What a person runs to see how far the database is. */
  readonly look?: string;
  /** Asks what the project offers; what it prints on stdout goes to `apply`. */
  readonly discover?: Step;
  /** Applies what is pending, one step after the other; a failed step ends the sequence. */
  readonly apply: (discovered: string) => readonly Step[];
};
