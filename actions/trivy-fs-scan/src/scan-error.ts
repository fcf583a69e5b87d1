// The error of a scan.
import { ProblemError } from "@deploy-actions/contract";

export type ScanReason = "no-trivy" | "malicious-trivy" | "bad-path" | "no-base" | "scan-failed" | "unexpected-report";

export class ScanError extends ProblemError<ScanReason> {
  override readonly name = "ScanError";
}

export function badPath(message: string, next: string): ScanError {
  return new ScanError("bad-path", { message, state: "Nothing was scanned.", next });
}
