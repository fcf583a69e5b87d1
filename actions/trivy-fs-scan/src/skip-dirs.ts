// Validates skip-dirs before Trivy gets them: Trivy silently ignores an invalid pattern (pkg/fanal/utils/utils.go, SkipPath), and scans nothing
// with a pattern that matches everything.

/** Why the patterns are not valid folders below scan-path, or undefined. Completes the sentence "Input `skip-dirs` …". */
export function skipDirsProblem(patterns: readonly string[]): string | undefined {
  for (const pattern of patterns) {
    const reason = problem(pattern);
    if (reason !== undefined) return `must contain folders relative to scan-path; "${pattern}" ${reason}`;
  }
  return undefined;
}

/** True for a pattern, false for the path of one folder. */
export function isPattern(pattern: string): boolean {
  return /[*?[{]/.test(pattern);
}

function problem(pattern: string): string | undefined {
  if (pattern.startsWith("/") || /^[A-Za-z]:/.test(pattern)) return "is an absolute path";
  const parts = pattern.split(/[\\/]/).filter((part) => part !== "" && part !== ".");
  if (parts.includes("..")) return "points outside it";
  if (parts.every((part) => /^\*+$/.test(part))) return "matches everything, so nothing would be scanned";
  if (!balanced(pattern)) return "has an unclosed bracket (a comma separates two entries, even inside braces)";
  return undefined;
}

function balanced(pattern: string): boolean {
  const closing: Readonly<Record<string, string>> = { "[": "]", "{": "}" };
  let open: string | undefined;
  for (const character of pattern) {
    if (open === undefined) open = closing[character];
    else if (character === open) open = undefined;
    if (open === undefined && character === "]" && !pattern.includes("[")) return false;
    if (open === undefined && character === "}" && !pattern.includes("{")) return false;
  }
  return open === undefined;
}
