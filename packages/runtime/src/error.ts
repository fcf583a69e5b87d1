// The error of this package: docker, Compose or the engine could not do what was requested.
import { ProblemError } from "@deploy-actions/contract";

/** Reason codes that programs can branch on. */
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
