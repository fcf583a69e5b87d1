// What a target is: a place where commands run and small files are kept. It knows nothing of what hosts the app there (that is the runtime).
import { ProblemError, type ProblemText } from "@deploy-actions/contract";
import type { Command } from "./command.ts";

/** How a program ended. `code` is its exit code, or 128 plus the signal's number when a signal that was not ours ended it. */
export type Result = {
  readonly code: number;
  readonly signal?: NodeJS.Signals;
  readonly stdout: string;
  readonly stderr: string;
};

export type RunOptions = {
  /** Ends the command's whole process group when it fires; `run` then rejects with reason "aborted". */
  readonly signal?: AbortSignal;
  /** Milliseconds until the whole process group is ended; `run` then rejects with reason "timeout". Absent: no limit. */
  readonly timeoutMs?: number;
  /** Called for every line as it comes, without its line break. */
  readonly onLine?: (line: string, stream: "stdout" | "stderr") => void;
};

export interface Target {
  /** What people call it in a message: "this machine", or the host. */
  readonly name: string;
  /** Resolves however the program ended, with its code; rejects with a TargetError when it could not start or was ended by us. */
  run(command: Command, options?: RunOptions): Promise<Result>;
  /** The text of a file, or undefined when there is none. */
  readFile(path: string): Promise<string | undefined>;
  /** Puts the text there in one step: a reader sees the old text or the new one, never a part. Missing folders are made. `mode` defaults to 0o644. */
  writeFile(path: string, text: string, options?: { readonly mode?: number }): Promise<void>;
  /** Adds one line (given without line break) in a single write, and syncs it to disk. Missing folders are made. */
  append(path: string, line: string): Promise<void>;
  /** The sorted names in a folder; none when it does not exist. */
  list(dir: string): Promise<string[]>;
  /** Removes a file or a whole folder; one that does not exist is fine. */
  remove(path: string): Promise<void>;
  /** Replaces `to` by `from` in one step. */
  rename(from: string, to: string): Promise<void>;
  /** Makes a new empty folder only this user can read (0700), in the job's own temporary folder where there is one. The caller removes it. */
  makeTemporaryFolder(prefix: string): Promise<string>;
}

export type TargetReason = "not-found" | "timeout" | "aborted" | "spawn-failed" | "file-failed";

/** A command that could not start or had to be ended, or a file that could not be read or written. */
export class TargetError extends ProblemError<TargetReason> {
  override readonly name = "TargetError";
  /** What the command had printed before it was ended. */
  readonly output: { readonly stdout: string; readonly stderr: string };

  constructor(reason: TargetReason, said: ProblemText & { readonly output?: { stdout: string; stderr: string } }) {
    super(reason, said);
    this.output = said.output ?? { stdout: "", stderr: "" };
  }
}
