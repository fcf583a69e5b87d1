// Estimates the worst-case time of a pattern: JavaScript's regular expressions backtrack, which some patterns can exploit.

/** A piece of the translated pattern. `plain` is the single character that a literal matches. */
export type Atom = {
  readonly kind: "one" | "open" | "close" | "or" | "anchor" | "repeat" | "some";
  readonly text: string;
  readonly plain?: string;
};

/** Detects a repeated group that can match in more than one way, such as `(a*)*` or `(a|a)*`, or an unclosed group. */
export function isExponential(atoms: readonly Atom[]): boolean {
  const open: number[] = [];
  for (const [at, { kind }] of atoms.entries()) {
    if (kind === "open") open.push(at);
    if (kind !== "close") continue;
    const start = open.pop();
    if (start === undefined) return true;
    const after = atoms[at + 1];
    const repeated = after?.kind === "repeat" || (after?.kind === "some" && after.text !== "?");
    if (repeated && atoms.slice(start, at).some((one) => ["repeat", "some", "or"].includes(one.kind))) return true;
  }
  return open.length > 0;
}

/** The exponent of the text length in the worst-case time: one for the start position, plus one for each repetition that can backtrack. */
export function powerOf(atoms: readonly Atom[]): number {
  const repeats = atoms.flatMap(({ kind }, at) => (kind === "repeat" || kind === "some" ? [at] : []));
  const unsure = repeats.filter((at) => {
    const after = atoms.slice(at + 1).find(({ kind }) => kind !== "open" && kind !== "close");
    if (after === undefined) return false;
    const before = atoms[at - 1];
    return after.plain === undefined || before?.kind !== "one" || new RegExp(before.text, "u").test(after.plain);
  });
  const anchored = atoms[0]?.text === "^";
  return (anchored ? 0 : 1) + (repeats.length > 0 ? 1 : 0) + unsure.length;
}

/** The longest text that every match contains; empty if there is none for certain. */
export function longestLiteral(atoms: readonly Atom[]): string {
  let longest = "";
  let run = "";
  let depth = 0;
  for (const [at, { kind, plain }] of atoms.entries()) {
    const after = atoms[at + 1]?.kind;
    if (kind === "open") depth++;
    if (kind === "close") depth--;
    const certain = depth === 0 && plain !== undefined && after !== "repeat" && after !== "some";
    run = certain ? run + plain : "";
    if (run.length > longest.length) longest = run;
  }
  return longest;
}
