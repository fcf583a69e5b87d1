// What a script has learnt of a text when a pattern has taken it: a commit, a version, or nothing in particular.
import { compiled } from "./glob.ts";

/** What tags are called, by what a pattern that takes them checks. */
const COMMITS = ["0a1b2c3", "0123456789abcdef0123456789abcdef01234567"];
const VERSIONS = ["1.2.3", "v1.2.3"];
const OTHERS = ["latest", "main", "prod", "release-1", ""];
/** Characters. */
const LIMIT = 120;

/** What a text is that a pattern takes; undefined where it takes other names too. */
export function checkedBy(pattern: string): "commit" | "version" | undefined {
  if (pattern.length > LIMIT || isNested(pattern)) return undefined;
  const expression = compiled(pattern.replaceAll("[[:digit:]]", "[0-9]").replaceAll("[[:xdigit:]]", "[0-9a-f]"), "");
  if (expression === undefined || OTHERS.some((other) => expression.test(other))) return undefined;
  if (VERSIONS.some((version) => expression.test(version))) return "version";
  return COMMITS.some((commit) => expression.test(commit)) ? "commit" : undefined;
}

/** A group that is repeated without end, with a repetition in it, can take exponential time. */
function isNested(pattern: string): boolean {
  return /\([^()]*[*+][^()]*\)(?:[*+]|\{\d+,\})/.test(pattern);
}
