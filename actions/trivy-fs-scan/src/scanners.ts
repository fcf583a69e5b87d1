// The scanners this action runs: known vulnerabilities in dependencies, and secrets in files.
import type { ReadResult } from "@deploy-actions/action";

const SCANNERS = ["vuln", "secret"] as const;
export type Scanner = (typeof SCANNERS)[number];

/** The mistake reads on after the name of the input. */
export function readScanners(words: readonly string[]): ReadResult<readonly Scanner[]> {
  if (words.length === 0) return { mistake: `must name at least one of ${SCANNERS.join(", ")}` };
  const wrong = words.find((word) => !isScanner(word));
  if (wrong !== undefined) return { mistake: `must name ${SCANNERS.join(" or ")}; "${wrong}" is neither` };
  return { value: words.filter(isScanner) };
}

function isScanner(word: string): word is Scanner {
  return SCANNERS.some((scanner) => scanner === word);
}
