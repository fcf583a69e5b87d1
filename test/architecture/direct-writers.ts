// The files that write without `Report`, or that say by a cast that a text is safe, and why that is right. A new one is added here after its
// text was made safe, or the test fails.
import type { Kind } from "./call-sites.ts";

export interface DirectWriter {
  /** How many lines of each kind the file has. */
  readonly lines: Readonly<Partial<Record<Kind, number>>>;
  readonly why: string;
}

const MAKES = "Makes what its type says: it is the definition.";

export const DIRECT_WRITERS: Readonly<Record<string, DirectWriter>> = {
  "actions/dual-registry-push/src/provenance.ts": {
    lines: { "library that writes": 1 },
    why: "@actions/attest writes nothing; what it returns goes through Report.",
  },
  "apps/cli/src/immutable-tag-validator/main.ts": {
    lines: { stream: 4 },
    why: "Its own help and version, and `print`.",
  },
  "apps/cli/src/immutable-tag-validator/print.ts": {
    lines: { stream: 2, "text called safe": 2 },
    why: "The one place of the command line; it is given no secrets.",
  },
  "packages/action/src/outputs-and-state.ts": {
    lines: { "command of the runner": 2 },
    why: "Values of outputs and state, which are data: the file's delimiter is random.",
  },
  "packages/action/src/report.ts": {
    lines: { "command of the runner": 6, "log made": 2 },
    why: "The one place of the actions.",
  },
  "packages/action/src/run.ts": { lines: { "command of the runner": 1 }, why: "Passes on how a secret is masked." },
  "packages/action/src/runner/command-file.ts": {
    lines: { "file of the runner": 2 },
    why: "Appends what runner.ts gives it.",
  },
  "packages/action/src/runner/runner.ts": {
    lines: { "command of the runner": 6, "file of the runner": 6, "log made": 1 },
    why: "Takes only text of the types Inert and Markdown, and escapes the data of commands.",
  },
  "packages/action/src/runner/stdout.ts": { lines: { stream: 4 }, why: "Writes what runner.ts gives it." },
  "packages/action/src/runner/summary-blocks.ts": {
    lines: { "text called safe": 3 },
    why: "Puts elements around text of the type Markdown.",
  },
  "packages/action/src/runner/workflow-command.ts": { lines: { "command of the runner": 1 }, why: MAKES },
  "packages/action/src/summary.ts": {
    lines: { "text called safe": 4 },
    why: "Two constant sentences, and two parts of a text that was made readable.",
  },
  "packages/contract/src/log.ts": { lines: { "log made": 2 }, why: "The type of a log." },
  "packages/policy/src/report/sarif.ts": {
    lines: { "text called safe": 1 },
    why: "A check of a repository is given no secrets.",
  },
  "packages/policy/src/report/style.ts": { lines: { "log made": 1 }, why: "The style of a severity, not a log." },
  "packages/policy/src/report/text.ts": {
    lines: { "text called safe": 1 },
    why: "A check of a repository is given no secrets.",
  },
  "packages/probe/src/lookup.ts": {
    lines: { stream: 1 },
    why: "The program of a child process, whose output its parent reads.",
  },
  "packages/registry/src/upload/multi-upload.ts": { lines: { stream: 2 }, why: "The stream of an upload." },
  "packages/secret/src/redacted.ts": { lines: { "text called safe": 1 }, why: MAKES },
  "packages/secret/src/redactor.ts": { lines: { "text called safe": 2 }, why: MAKES },
  "packages/target/src/environment.ts": {
    lines: { "file of the runner": 1 },
    why: "Names of variables that no program gets.",
  },
  "packages/untrusted/src/text/inert-json.ts": { lines: { "text called safe": 1 }, why: MAKES },
  "packages/untrusted/src/text/inert.ts": { lines: { "text called safe": 1 }, why: MAKES },
  "packages/untrusted/src/text/markdown.ts": { lines: { "text called safe": 3 }, why: MAKES },
  "packages/untrusted/src/text/readable.ts": { lines: { "text called safe": 2 }, why: MAKES },
  "packages/workflow-shell/src/runner.ts": {
    lines: { "file of the runner": 3 },
    why: "Names of variables in the scripts that are checked.",
  },
};
