// The error of this package: a migration that did not finish, with what is known about the database now.
import { ProblemError, type ProblemText } from "@deploy-actions/contract";
import type { Head } from "./migrator.ts";

/** What went wrong; a closed union for code that branches on it. */
export type MigrateReason =
  | "image-missing"
  | "not-started"
  | "tool-missing"
  | "head-unreadable"
  | "failed"
  | "timeout"
  | "cancelled"
  | "busy";

/** `message` ends with the tool's last lines of output; `state` is the migration state of the database. */
export class MigrateError extends ProblemError<MigrateReason> {
  override readonly name = "MigrateError";
  /** The heads before and after, as far as they could be read. */
  readonly before: Head | undefined;
  readonly after: Head | undefined;

  constructor(
    reason: MigrateReason,
    details: ProblemText & { readonly before?: Head | undefined; readonly after?: Head | undefined },
  ) {
    super(reason, details);
    this.before = details.before;
    this.after = details.after;
  }
}
