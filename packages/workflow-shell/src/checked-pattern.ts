// Determines what a script knows about a text that matched a pattern: a commit, a version, or nothing in particular.
import { compileRegExp } from "./glob.ts";

/** Sample tags, by the kind of text that a matching pattern checks. */
const COMMITS = ["0123456789abcdef0123456789abcdef01234567", "0123456789abcdef".repeat(4)];
const VERSIONS = ["1.2.3", "v1.2.3"];
/** Words and a date: a pattern for a short commit lets them pass. */
const LOOKALIKES = ["deadbee", "facade1", "20240101"];
const OTHERS = ["latest", "main", "prod", "release-1", ""];
/** Characters. */
const LIMIT = 120;

/** The kind of text that a pattern matches exclusively; undefined if it also matches others. */
export function kindCheckedBy(pattern: string): "commit" | "version" | undefined {
  if (pattern.length > LIMIT || isNested(pattern)) return undefined;
  const expression = compileRegExp(
    pattern.replaceAll("[[:digit:]]", "[0-9]").replaceAll("[[:xdigit:]]", "[0-9a-f]"),
    "",
  );
  if (expression === undefined || OTHERS.some((other) => expression.test(other))) return undefined;
  if (VERSIONS.some((version) => expression.test(version))) return "version";
  if (LOOKALIKES.some((other) => expression.test(other))) return undefined;
  return COMMITS.some((commit) => expression.test(commit)) ? "commit" : undefined;
}

/** A repetition inside an unlimited repetition can take exponential time. */
function isNested(pattern: string): boolean {
  return /\([^()]*[*+][^()]*\)(?:[*+]|\{\d+,\})/.test(pattern);
}
