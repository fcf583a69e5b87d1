// The one error of this package: a migration that did not come to its end, with what is known of the database now.
import type { Head } from "./migrator.ts";

/** What went wrong, as a closed union for programs that branch on it. */
export type MigrateReason =
  | "image-missing"
  | "not-started"
  | "tool-missing"
  | "head-unreadable"
  | "failed"
  | "timeout"
  | "cancelled"
  | "busy";

/** `message` says what happened, with the last lines of the tool; `state` how far the database is; `next` what to do. */
export class MigrateError extends Error {
  override readonly name = "MigrateError";
  readonly reason: MigrateReason;
  readonly state: string;
  readonly next: string;
  /** The heads that could be read before and after. */
  readonly before: Head | undefined;
  readonly after: Head | undefined;

  constructor(
    reason: MigrateReason,
    said: {
      readonly message: string;
      readonly state: string;
      readonly next: string;
      readonly before?: Head | undefined;
      readonly after?: Head | undefined;
      readonly cause?: unknown;
    },
  ) {
    super(said.message, { cause: said.cause });
    this.reason = reason;
    this.state = said.state;
    this.next = said.next;
    this.before = said.before;
    this.after = said.after;
  }
}
