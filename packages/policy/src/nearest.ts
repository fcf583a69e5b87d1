// The word that somebody probably meant: the nearest of the known ones by the number of letters to change (Levenshtein).

import { distance } from "fastest-levenshtein";

/** Letters that may be wrong: a third of the word. */
const TOLERANCE = 3;
/** Nobody mistypes a word that long into one of ours. */
const LENGTH_LIMIT = 40;

/** The known word nearest to `written`, without regard to case, or undefined where none is near. */
export function nearest(written: string, known: readonly string[]): string | undefined {
  if (written.length > LENGTH_LIMIT) return undefined;
  const near = known
    .map((word) => ({ word, distance: distance(written.toLowerCase(), word.toLowerCase()) }))
    .filter((one) => one.distance * TOLERANCE <= Math.max(one.word.length, TOLERANCE))
    .sort((a, b) => a.distance - b.distance);
  return near[0]?.word;
}
