// Holds what the validator says of one workflow against its labels. A `mutable` answer is a finding of one of {@link MUTABLE_RULES},
// an `undecidable` one of {@link UNDECIDED_RULE}; other rules are not scored. The rules of the count are those of the sample's README.
import type { Companion, Labelled, Ref, Verdict } from "./labels.ts";

const MUTABLE_RULES: ReadonlySet<string> = new Set([
  "ITV001",
  "ITV002",
  "ITV003",
  "ITV004",
  "ITV005",
  "ITV007",
  "ITV008",
]);
const UNDECIDED_RULE = "ITV006";

/** A finding as the score sees it: its rule, where it begins, and the places that it points at. */
export type Said = {
  readonly rule: string;
  readonly path: string;
  readonly line: number;
  readonly message: string;
  readonly related: readonly Place[];
};

export type Place = { readonly path: string; readonly line: number };

/** The answer at the place of a reference: the worse one if there are two. */
type Answer = "mutable" | "undecidable" | "nothing";

type Answered<Label> = { readonly label: Label; readonly answer: Answer };

/** A mutable finding where there should be none; `on` says what is there. */
export type FalseAlarm = {
  readonly on: Exclude<Verdict, "mutable"> | "trap" | "unlabelled";
  readonly said: Said;
  readonly why: string;
};

/** A companion line counts as called mutable too where a mutable finding points at it. */
export type Comparison = {
  readonly labelled: Labelled;
  readonly refs: readonly Answered<Ref>[];
  readonly companions: readonly Answered<Companion>[];
  readonly falseAlarms: readonly FalseAlarm[];
};

/** `said` without what was suppressed, in any order. */
export function compare(labelled: Labelled, said: readonly Said[]): Comparison {
  const mutable = said.filter(({ rule }) => MUTABLE_RULES.has(rule));
  const undecided = said.filter(({ rule }) => rule === UNDECIDED_RULE);
  const answerAt = (label: Ref | Companion, places: readonly Place[]): Answer => {
    const here = (one: Said) => places.some((place) => isSame(one, place));
    const isAnothers = (one: Said) => claimsOn(labelled, one).some((claim) => claim.agrees && claim.label !== label);
    const counts = (one: Said) => here(one) && (label.verdict === "mutable" || !isAnothers(one));
    if (mutable.some(counts)) return "mutable";
    return undecided.some(here) ? "undecidable" : "nothing";
  };
  return {
    labelled,
    refs: labelled.refs.map((label) => {
      const companions = label.verdict === "mutable" ? label.companion : [];
      return { label, answer: answerAt(label, [...placesOf(labelled, label), ...companions]) };
    }),
    companions: distinctCompanions(labelled).map((label) => {
      const isNamed = mutable.some(({ related }) => related.some((place) => isSame(place, label)));
      return { label, answer: isNamed ? "mutable" : answerAt(label, [label]) };
    }),
    falseAlarms: oncePerLine(mutable).flatMap((one) => falseAlarm(labelled, one) ?? []),
  };
}

function placesOf({ path }: Labelled, { line, also }: Ref): readonly Place[] {
  return [line, ...also].map((each) => ({ path, line: each }));
}

/** The label at the place of a finding, and whether a mutable finding is right there. */
type Claim = { readonly label: Ref | Companion; readonly agrees: boolean };

/** What `accept` says of a reference holds for its companions. */
function claimsOn(labelled: Labelled, at: Place): readonly Claim[] {
  const here = (place: Place) => isSame(place, at);
  return labelled.refs.flatMap((ref) => {
    const accepted = ref.accept.includes("mutable");
    return [...(placesOf(labelled, ref).some(here) ? [ref] : []), ...ref.companion.filter(here)].map((label) => ({
      label,
      agrees: label.verdict === "mutable" || accepted,
    }));
  });
}

function falseAlarm(labelled: Labelled, said: Said): FalseAlarm | undefined {
  const claims = claimsOn(labelled, said);
  if (claims.some(({ agrees }) => agrees)) return undefined;
  const inWorkflow = said.path === labelled.path;
  const trap = inWorkflow ? labelled.traps.find(({ line }) => line === said.line) : undefined;
  if (trap !== undefined) return { on: "trap", said, why: trap.why };
  const [first] = claims;
  if (first !== undefined && first.label.verdict !== "mutable") {
    return { on: first.label.verdict, said, why: first.label.why };
  }
  if (inWorkflow && labelled.ignore.includes(said.line)) return undefined;
  return { on: "unlabelled", said, why: inWorkflow ? "in the workflow" : "in another file" };
}

function isSame(one: Place, other: Place): boolean {
  return one.path === other.path && one.line === other.line;
}

function distinctCompanions({ refs }: Labelled): readonly Companion[] {
  const all = refs.flatMap(({ companion }) => companion);
  return [...new Map(all.map((one) => [`${one.path}:${one.line}`, one])).values()];
}

function oncePerLine(said: readonly Said[]): readonly Said[] {
  return [...new Map(said.map((one) => [`${one.path}:${one.line}`, one])).values()];
}
