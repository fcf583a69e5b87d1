// The one error of a scan, in three sentences.

export type ScanReason = "no-trivy" | "malicious-trivy" | "bad-path" | "scan-failed" | "unexpected-report";

/** `message` says what happened, `state` what state things are in, `next` what to do. */
export class ScanError extends Error {
  readonly reason: ScanReason;
  readonly state: string;
  readonly next: string;

  constructor(reason: ScanReason, said: { message: string; state: string; next: string; cause?: unknown }) {
    super(said.message, { cause: said.cause });
    this.name = "ScanError";
    this.reason = reason;
    this.state = said.state;
    this.next = said.next;
  }
}
