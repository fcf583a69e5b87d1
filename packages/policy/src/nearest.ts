// The word that somebody probably meant: the nearest of the known ones by the number of letters to change (Levenshtein).

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

function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const changed = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(changed, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
