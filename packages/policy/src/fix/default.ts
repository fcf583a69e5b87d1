// Finds the default value that an image's tag comes from: `${TAG:-latest}` in a script or a deployed file.
import type { DeployedImage, Hop, Range } from "@deploy-actions/workflow";
import type { SourceLines, SourceSpan } from "./source-lines.ts";

/**
 * The fallback that the image's tag comes from, if any. The trail lists the parts of a reference in order, so the last fallback belongs to
 * the tag.
 */
export function tagFallback({ judgement }: DeployedImage): Hop | undefined {
  return judgement.value.trail.findLast(({ fallback }) => fallback === true);
}

/** `colon` is `:` if the default also replaces an empty value. `range` covers everything between the name and the closing brace. */
export type VariableDefault = {
  readonly name: string;
  readonly colon: string;
  readonly value: string;
  readonly range: Range;
};

const VARIABLE = /\$\{(\w+)(:?)[-=]([^{}]*)\}/g;

/** Undefined unless the line has exactly one default at that place. */
export function variableDefaultAt({ place }: Hop, file: SourceLines): VariableDefault | undefined {
  const at = place.range();
  const line = file.line(at.start.line);
  if (line === undefined) return undefined;
  const [match, ...others] = matchesAt(line, at);
  if (match === undefined || others.length > 0) return undefined;
  const [all, name = "", colon = "", value = ""] = match;
  return { name, colon, value, range: line.range(match.index + 2 + name.length, match.index + all.length - 1) };
}

function matchesAt(line: SourceSpan, { start, end }: Range): readonly RegExpExecArray[] {
  return [...line.text.matchAll(VARIABLE)].filter(
    ({ index, 0: all }) => index + 1 <= end.column && index + all.length >= start.column,
  );
}
