// The result for a complete sample: the figures that have a goal, those that are only shown, and the mutable references by class.
import type { Figure } from "../bench/figure.ts";
import type { Comparison, FalseAlarm } from "./compare.ts";
import type { Ref, Verdict } from "./labels.ts";

/** Percent of mutable references that must be found, and of immutable ones that may be left undecided. */
const RECALL_GOAL = 90;
const UNDECIDED_GOAL = 10;

export function scoreFigures(comparisons: readonly Comparison[]): readonly Figure[] {
  const refs = comparisons.flatMap((each) => each.refs);
  const alarms = comparisons.flatMap(({ falseAlarms }) => falseAlarms);
  const of = (verdict: Verdict) => refs.filter(({ label }) => label.verdict === verdict);
  const [mutable, immutable, undecidable] = [of("mutable"), of("immutable"), of("undecidable")];
  const found = mutable.filter(({ answer }) => answer === "mutable").length;
  const called = immutable.filter(({ answer, label }) => answer === "mutable" && !accepts(label, "mutable")).length;
  const left = immutable.filter(
    ({ answer, label }) => answer === "undecidable" && !accepts(label, "undecidable"),
  ).length;
  const agreed = undecidable.filter(({ answer, label }) => answer === "undecidable" || accepts(label, answer)).length;
  const companions = comparisons.flatMap((each) => each.companions).filter(({ label }) => label.verdict === "mutable");
  const companionsFound = companions.filter(({ answer }) => answer === "mutable").length;
  const on = (kind: FalseAlarm["on"]) => alarms.filter((each) => each.on === kind).length;
  return [
    { name: "mutable found", ...share(found, mutable.length), atLeast: RECALL_GOAL },
    { name: "false alarms on builds", ...count(on("build-ok")), atMost: 0, how: `${of("build-ok").length} labelled` },
    { name: "false alarms on traps", ...count(on("trap")), atMost: 0, how: `${trapsIn(comparisons)} labelled` },
    { name: "immutable called mutable", ...count(called), atMost: 0, how: `of ${immutable.length}` },
    { name: "immutable left undecided", ...share(left, immutable.length), atMost: UNDECIDED_GOAL },
    { name: "undecidable called mutable", ...count(on("undecidable")), how: `${undecidable.length} labelled` },
    { name: "false alarms where no label is", ...count(on("unlabelled")), how: "in the workflow or in other files" },
    { name: "undecidable said to be so", ...share(agreed, undecidable.length) },
    { name: "companion lines found", ...share(companionsFound, companions.length) },
  ];
}

/** Mutable references by the word that begins their reason, the most frequent first. */
export function byClass(comparisons: readonly Comparison[]): readonly Figure[] {
  const mutable = comparisons.flatMap(({ refs }) => refs).filter(({ label }) => label.verdict === "mutable");
  return [...Map.groupBy(mutable, ({ label }) => label.why.split(":", 1)[0] ?? "")]
    .toSorted(([a, some], [b, others]) => others.length - some.length || (a < b ? -1 : 1))
    .map(([name, all]) => ({ name, ...share(all.filter(({ answer }) => answer === "mutable").length, all.length) }));
}

/** Every reference that got another answer than its label's, and every false alarm: one line each. */
export function differences(comparisons: readonly Comparison[]): readonly string[] {
  return comparisons.flatMap(({ labelled, refs, companions, falseAlarms }) => {
    const at = (path: string, line: number) => `${labelled.n}/${path}:${line}`;
    const missed = refs
      .filter(({ label, answer }) => answer !== WANTED[label.verdict])
      .filter(({ label, answer }) => !(answer === "mutable" && label.verdict !== "mutable"))
      .map(({ label, answer }) => {
        const accepted = label.accept.length > 0 ? ` (or ${label.accept.join(", ")})` : "";
        const place = at(labelled.path, label.line);
        return `${place}  ${label.verdict}${accepted}, said ${answer}: ${label.text}  [${label.why}]`;
      });
    const missedCompanions = companions
      .filter(({ label, answer }) => label.verdict === "mutable" && answer !== "mutable")
      .map(({ label, answer }) => `${at(label.path, label.line)}  companion, said ${answer}  [${label.why}]`);
    const alarms = falseAlarms.map(
      ({ on, said, why }) =>
        `${at(said.path, said.line)}  FALSE ALARM on ${on}: ${said.rule} ${said.message}  [${why}]`,
    );
    return [...missed, ...missedCompanions, ...alarms];
  });
}

/** Nothing is to be said of what cannot change, nor of a build. */
const WANTED = { mutable: "mutable", undecidable: "undecidable", immutable: "nothing", "build-ok": "nothing" } as const;

function accepts({ accept }: Ref, answer: Comparison["refs"][number]["answer"]): boolean {
  return accept.includes(answer === "nothing" ? "immutable" : answer);
}

function trapsIn(comparisons: readonly Comparison[]): number {
  return comparisons.reduce((sum, { labelled }) => sum + labelled.traps.length, 0);
}

function count(value: number) {
  return { value, unit: "" } as const;
}

/** Percent; of nothing, all. */
function share(part: number, total: number) {
  return { value: total === 0 ? 100 : (100 * part) / total, unit: "%", how: `${part} of ${total}` } as const;
}
