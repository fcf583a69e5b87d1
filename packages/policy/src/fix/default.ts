// Finds the default that decided an image: `${TAG:-latest}` in a script or a deployed file.
import type { DeployedImage, Hop, Range } from "@deploy-actions/workflow";
import type { Excerpt, Excerpts } from "./excerpt.ts";

/**
 * The place that an image's tag falls back to; undefined where it is no default. Of several the last is the tag's: the parts of a reference
 * come after each other in its trail, and each with what is nearest to its use first.
 */
export function fallbackOf({ judgement }: DeployedImage): Hop | undefined {
  return judgement.value.trail.findLast(({ fallback }) => fallback === true);
}

/** `colon` is `:` where the default also stands for an empty value. `range` is what stands between the name and the brace. */
export type VariableDefault = {
  readonly name: string;
  readonly colon: string;
  readonly value: string;
  readonly range: Range;
};

const VARIABLE = /\$\{(\w+)(:?)[-=]([^{}]*)\}/g;

/** Undefined where the line doesn't hold exactly one at that place. */
export function variableDefaultAt({ place }: Hop, file: Excerpts): VariableDefault | undefined {
  const at = place.range();
  const line = file.line(at.start.line);
  if (line === undefined) return undefined;
  const [match, ...others] = matchesAt(line, at);
  if (match === undefined || others.length > 0) return undefined;
  const [all, name = "", colon = "", value = ""] = match;
  return { name, colon, value, range: line.range(match.index + 2 + name.length, match.index + all.length - 1) };
}

function matchesAt(line: Excerpt, { start, end }: Range): readonly RegExpExecArray[] {
  return [...line.text.matchAll(VARIABLE)].filter(
    ({ index, 0: all }) => index + 1 <= end.column && index + all.length >= start.column,
  );
}
