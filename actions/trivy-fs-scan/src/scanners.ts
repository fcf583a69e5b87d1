// The scanners this action runs: known vulnerabilities in dependencies, and secrets in files.
const SCANNERS: readonly string[] = ["vuln", "secret"];

/** Why words cannot be scanners, or undefined. Reads on after the name of the input. */
export function scannersProblem(words: readonly string[]): string | undefined {
  if (words.length === 0) return `must name at least one of ${SCANNERS.join(", ")}`;
  const wrong = words.find((word) => !SCANNERS.includes(word));
  return wrong === undefined ? undefined : `must name ${SCANNERS.join(" or ")}; "${wrong}" is neither`;
}
