// The scanners this action runs: known vulnerabilities in dependencies, and secrets in files.
import type { ReadResult } from "@deploy-actions/contract";

const SCANNERS = ["vuln", "secret"] as const;
export type Scanner = (typeof SCANNERS)[number];

/** The mistake completes the sentence "Input `scanners` …". */
export function readScanners(names: readonly string[]): ReadResult<readonly Scanner[]> {
  if (names.length === 0) return { mistake: `must contain at least one of ${SCANNERS.join(", ")}` };
  const unknown = names.find((name) => !isScanner(name));
  if (unknown !== undefined) return { mistake: `must contain only ${SCANNERS.join(" and ")}; "${unknown}" is unknown` };
  return { value: names.filter(isScanner) };
}

function isScanner(name: string): name is Scanner {
  return SCANNERS.some((scanner) => scanner === name);
}
