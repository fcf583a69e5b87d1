// A target: where commands run and small files are stored. It does not know how the app is hosted (that is the runtime).
import { ProblemError, type ProblemText } from "@deploy-actions/contract";
import type { Command } from "./command.ts";

/** How a program ended. The output is what its command asks for: see `Command.stdout`. `code` is its exit code, or 128 plus the signal number when a signal from elsewhere ended it. */
export type Result = {
  readonly code: number;
  readonly signal?: NodeJS.Signals;
  readonly stdout: string;
  readonly stderr: string;
};

export type RunOptions = {
  /** Aborting it stops the command's process group; `run` then rejects with reason "aborted". */
  readonly signal?: AbortSignal;
  /** A shorter time limit than the command's own. At the limit the program is stopped, and `run` rejects with reason "timeout". */
  readonly timeoutMs?: number;
  /** Called for every line as it arrives, without its line break. */
  readonly onLine?: (line: string, stream: "stdout" | "stderr") => void;
};

/** A further user who may write to a private folder, besides this one and root. */
type AlsoTrust = { readonly alsoTrust?: number | undefined };

/** `onlyPath`: check the way to the folder, but not what is in it. */
type VerifyOptions = AlsoTrust & { readonly onlyPath?: boolean };

export type FileOptions = AlsoTrust & {
  /**
   * For a file in a folder that {@link Target.verifyPrivate} has checked. Refuses links, second names, and files that another user can change.
   * Missing folders are created with 0700, and the way to them is checked again.
   */
  readonly private?: boolean;
};

export interface Target {
  /** The name used in messages: "this machine", or the host. */
  readonly name: string;
  /** Resolves with the exit code, also when the program failed; rejects with a TargetError when it could not start or was stopped by `options`. */
  run(command: Command, options?: RunOptions): Promise<Result>;
  /**
   * Makes sure that only this user and root can change what is in the folder, by owner and mode of every folder and link from `/` down and of
   * everything inside it. Returns whether it exists. Rejects with reason "unsafe-folder". To be called before anything private is read.
   */
  verifyPrivate(folder: string, options?: VerifyOptions): Promise<boolean>;
  /** The text of a regular file, or undefined when it does not exist. */
  readFile(path: string, options?: FileOptions): Promise<string | undefined>;
  /**
   * Replaces the file atomically: a reader sees the old or the new text, never a part. A link is replaced, not followed. Missing folders are
   * created, never writable for others. `mode` defaults to 0o644 and does not depend on the umask.
   */
  writeFile(path: string, text: string, options?: FileOptions & { readonly mode?: number }): Promise<void>;
  /** Appends one line (without line break) in a single write and syncs it to disk. Missing folders are created. */
  append(path: string, line: string, options?: FileOptions): Promise<void>;
  /** The sorted names in a folder; empty when it does not exist. */
  list(dir: string): Promise<string[]>;
  /** Removes a file or a folder with its contents; does nothing when it does not exist. */
  remove(path: string): Promise<void>;
  /** Renames `from` to `to` atomically, replacing `to`. */
  rename(from: string, to: string): Promise<void>;
  /** Creates an empty folder that only this user can read (0700), in the job's temporary folder if there is one. The caller removes it. */
  makeTemporaryFolder(prefix: string): Promise<string>;
}

export type TargetReason =
  | "not-found"
  | "timeout"
  | "aborted"
  | "too-much-output"
  | "too-much-memory"
  | "spawn-failed"
  | "file-failed"
  | "unsafe-folder";

/** A command that could not start or was stopped, or a file that could not be read or written. */
export class TargetError extends ProblemError<TargetReason> {
  override readonly name = "TargetError";
  /** The command's output before it was stopped. */
  readonly output: { readonly stdout: string; readonly stderr: string };

  constructor(reason: TargetReason, details: ProblemText & { readonly output?: { stdout: string; stderr: string } }) {
    super(reason, details);
    this.output = details.output ?? { stdout: "", stderr: "" };
  }
}
