// Parses `# itv-ignore[ITV001] reason` comments. A comment applies to its own line, or, if nothing else is on the line, to the next line
// that is not a comment. A command that continues over several lines counts as one line, since it cannot contain comments.
import type { Range } from "@deploy-actions/workflow";
import { positionsOf } from "@deploy-actions/workflow";
import type { Location } from "../finding.ts";
import { type Comment, commentsIn } from "./comment.ts";

/**
 * `rules` as written, empty if the comment names none; `reason` is empty if none is given. `lines` are the first and last line it applies
 * to, counted from 1.
 */
export type Suppression = {
  readonly place: Location;
  readonly rules: readonly string[];
  readonly reason: string;
  readonly lines: readonly [number, number];
};

const KEYWORD = "itv-ignore";
/** Several markers can share a line, with each other and with those of other tools. */
const MARKER = /(?:^|[ \t])#+[ \t]*itv-ignore(?![\w-])(?:\[([^\]#]{0,200})\])?/g;

/** False for the many files that certainly contain no suppression. */
export function mayHoldExceptions(text: string): boolean {
  return text.includes(KEYWORD);
}

/** All suppressions in a file, in order. */
export function suppressionsIn(path: string, text: string): readonly Suppression[] {
  if (!mayHoldExceptions(text)) return [];
  const positionOf = positionsOf(text);
  const linesOf = spokenFor(text.split("\n"));
  const rangeOf = (start: number, end: number): Range => ({ start: positionOf(start), end: positionOf(end) });
  return commentsIn(path, text).flatMap((comment) =>
    markersIn(comment).map(({ start, end, rules, reason }) => {
      const range = rangeOf(start, end);
      return { place: { path, range }, rules, reason, lines: linesOf(range.start.line) };
    }),
  );
}

type Marker = {
  readonly start: number;
  readonly end: number;
  readonly rules: readonly string[];
  readonly reason: string;
};

function markersIn(comment: Comment): readonly Marker[] {
  const matches = [...comment.text.matchAll(MARKER)];
  return matches.map((match, index) => {
    const from = match.index + match[0].indexOf("#");
    const to = matches[index + 1]?.index ?? comment.text.length;
    const behind = comment.text.slice(match.index + match[0].length, to);
    return {
      start: comment.start + from,
      end: comment.start + from + comment.text.slice(from, to).trimEnd().length,
      rules: (match[1] ?? "").split(",").flatMap((rule) => rule.trim() || []),
      reason: behind.replace(/^[\s:–—-]+/, "").trim(),
    };
  });
}

/** For a comment's line, the lines it applies to. Takes one pass over the file. */
function spokenFor(lines: readonly string[]): (line: number) => readonly [number, number] {
  const texts = lines.map((line) => line.trim());
  const alone = texts.map((text) => text.startsWith("#"));
  const goesOn = texts.map((text, index) => text.endsWith("\\") && alone[index] !== true);
  const first = texts.map((_, index) => index);
  for (let index = 1; index < first.length; index++) {
    if (goesOn[index - 1] === true) first[index] = first[index - 1] ?? index;
  }
  const last = texts.map((_, index) => index);
  const target = texts.map((_, index) => index);
  for (let index = last.length - 2; index >= 0; index--) {
    if (goesOn[index] === true) last[index] = last[index + 1] ?? index;
    if (alone[index] === true) target[index] = target[index + 1] ?? index;
  }
  return (line) => {
    const index = target[line - 1] ?? line - 1;
    return [(first[index] ?? index) + 1, (last[index] ?? index) + 1];
  };
}
