// Suggests the intended word for a misspelling, by edit distance (Levenshtein).

import { distance } from "fastest-levenshtein";

/** At most one in three letters may be wrong. */
const TOLERANCE = 3;
/** Longer words are not misspellings of known ones. */
const LENGTH_LIMIT = 40;

/** The known word closest to `written`, ignoring case; undefined if none is close. */
export function nearest(written: string, known: readonly string[]): string | undefined {
  if (written.length > LENGTH_LIMIT) return undefined;
  const near = known
    .map((word) => ({ word, distance: distance(written.toLowerCase(), word.toLowerCase()) }))
    .filter((one) => one.distance * TOLERANCE <= Math.max(one.word.length, TOLERANCE))
    .sort((a, b) => a.distance - b.distance);
  return near[0]?.word;
}
