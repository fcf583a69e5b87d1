// What makes a finding the same one in the next version of a file: rule, file, job, step and the reference, not its line.
import { createHash } from "node:crypto";
import type { Finding } from "../finding.ts";

/** A sha256 in hex for each finding, in their order. Those that are alike are told apart by their order in the file. */
export function fingerprintsOf(findings: readonly Finding[]): readonly string[] {
  const seen = new Map<string, number>();
  return findings.map(({ rule, path, job, step, subject }) => {
    const identity = JSON.stringify([rule, path, job ?? "", step ?? "", subject]);
    const ordinal = seen.get(identity) ?? 0;
    seen.set(identity, ordinal + 1);
    return createHash("sha256").update(`${identity}${ordinal}`).digest("hex");
  });
}
