// The one error of a scan, in three sentences.
import { ProblemError } from "@deploy-actions/contract";

export type ScanReason = "no-trivy" | "malicious-trivy" | "bad-path" | "scan-failed" | "unexpected-report";

export class ScanError extends ProblemError<ScanReason> {
  override readonly name = "ScanError";
}
