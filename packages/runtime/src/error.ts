// The one error of this package: the engine or its command line could not do what was asked, in three sentences.
import { ProblemError } from "@deploy-actions/contract";

/** What is wrong, as a closed union for programs that branch on it. */
export type RuntimeReason =
  | "no-docker"
  | "no-engine"
  | "command-failed"
  | "unexpected-answer"
  | "bad-login"
  | "bad-label"
  | "reserved-variable"
  | "compose";

export class RuntimeError extends ProblemError<RuntimeReason> {
  override readonly name = "RuntimeError";
}
