// Judges folders to skip before Trivy sees them: Trivy itself takes a pattern it cannot read for "skip nothing", without a word
// (pkg/fanal/utils/utils.go, SkipPath), and one that covers everything for "find nothing".

/** Why patterns cannot be folders below the scanned one, or undefined. Reads on after the name of the input. */
export function skipDirsProblem(patterns: readonly string[]): string | undefined {
  for (const pattern of patterns) {
    const why = problem(pattern);
    if (why !== undefined) return `must name folders relative to scan-path; "${pattern}" ${why}`;
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
  if (parts.includes("..")) return "leads out of it";
  if (parts.every((part) => /^\*+$/.test(part))) return "covers everything, so nothing would be scanned";
  if (!balanced(pattern)) return "has a bracket that is not closed (a comma parts two entries, also inside braces)";
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
