// Evaluates comparisons as far as possible: by GitHub's rules if both sides are known, otherwise by what their known beginnings and ends
// rule out. `refs/tags/<version>` is never `refs/heads/main`, for any version.
// https://docs.github.com/en/actions/reference/workflows-and-actions/expressions#operators
import type { ExpressionData } from "@actions/expressions/data/expressiondata";
import { Kind } from "@actions/expressions/data/index";
import { equals, greaterThan, lessThan } from "@actions/expressions/result";
import { meaningOf } from "../value/mark.ts";
import { type Alternative, isKnown, truthiness } from "./alternative.ts";

/** Characters. Compared texts are names; the result for longer ones is unknown. */
const LENGTH_LIMIT = 400;

/** The result of `left == right` and similar; undefined if known only at run time. */
export function compare(left: Alternative, operator: string, right: Alternative): boolean | undefined {
  if (isLong(left) || isLong(right)) return undefined;
  if (isKnown(left) && isKnown(right)) return decide(left.data, operator, right.data);
  if (operator !== "==" && operator !== "!=") return undefined;
  return mayEqual(left, right) ? undefined : operator === "!=";
}

export type Search = "startswith" | "endswith" | "contains";

/** Searches one text in another, ignoring case; undefined if known only at run time. */
export function find(how: Search, whole: string, part: string): boolean | undefined {
  if (whole.length > LENGTH_LIMIT || part.length > LENGTH_LIMIT) return undefined;
  const [chars, wanted] = [charsOf(whole), charsOf(part)];
  if (how === "contains") return contains(chars, wanted);
  return how === "startswith" ? startsWith(chars, wanted) : startsWith(chars.reverse(), wanted.reverse());
}

function decide(left: ExpressionData, operator: string, right: ExpressionData): boolean | undefined {
  switch (operator) {
    case "==":
      return equals(left, right);
    case "!=":
      return !equals(left, right);
    case "<":
      return lessThan(left, right);
    case "<=":
      return lessThan(left, right) || equals(left, right);
    case ">":
      return greaterThan(left, right);
    case ">=":
      return greaterThan(left, right) || equals(left, right);
    default:
      return undefined;
  }
}

function mayEqual(left: Alternative, right: Alternative): boolean {
  const truths = [truthiness(left), truthiness(right)];
  // A non-empty string is not equal to '', null or false.
  if (truths.includes(true) && truths.includes(false)) return false;
  // A string is compared with a number or boolean as a number, which its unknown parts may spell out.
  if (left.data.kind !== Kind.String || right.data.kind !== Kind.String) return true;
  const [a, b] = [charsOf(left.data.value), charsOf(right.data.value)];
  return agree(a, b) && agree(a.reverse(), b.reverse());
}

/** Characters without case; a mark counts as one. */
function charsOf(text: string): string[] {
  return [...text.toLowerCase()];
}

/** True if the texts agree up to the first mark in either. */
function agree(a: readonly string[], b: readonly string[]): boolean {
  for (let at = 0; at < Math.max(a.length, b.length); at++) {
    const [one, other] = [a[at], b[at]];
    if (isMark(one) || isMark(other)) return true;
    if (one !== other) return false;
  }
  return true;
}

function startsWith(whole: readonly string[], part: readonly string[]): boolean | undefined {
  for (const [at, wanted] of part.entries()) {
    if (isMark(wanted) || isMark(whole[at])) return undefined;
    if (wanted !== whole[at]) return false;
  }
  return true;
}

function contains(whole: readonly string[], part: readonly string[]): boolean | undefined {
  if (part.some(isMark)) return undefined;
  if (whole.join("").includes(part.join(""))) return true;
  return whole.some(isMark) ? undefined : false;
}

function isMark(char: string | undefined): boolean {
  return char !== undefined && meaningOf(char) !== undefined;
}

function isLong({ data }: Alternative): boolean {
  return data.kind === Kind.String && data.value.length > LENGTH_LIMIT;
}
