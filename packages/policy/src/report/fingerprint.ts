// Identifies a finding across versions of a file: by rule, file, job, step and subject, but not by line.
import { createHash } from "node:crypto";
import type { Finding } from "../finding.ts";

/** One hex sha256 per finding, in the same order. Identical findings are numbered in file order. */
export function fingerprintsOf(findings: readonly Finding[]): readonly string[] {
  const seen = new Map<string, number>();
  return findings.map(({ rule, path, job, step, subject }) => {
    const identity = JSON.stringify([rule, path, job ?? "", step ?? "", subject]);
    const ordinal = seen.get(identity) ?? 0;
    seen.set(identity, ordinal + 1);
    return createHash("sha256").update(`${identity}${ordinal}`).digest("hex");
  });
}
