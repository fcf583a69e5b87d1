// Summarizes observations: equal answers share a row, with the attempts, URLs and addresses that gave them.
import { describeOutcome, quoted } from "./describe.ts";
import type { Observation } from "./observation.ts";
import type { Policy } from "./policy.ts";

/** One answer, and where and when it was given. */
export interface AnswerSummary {
  /** `1–5, 7`. */
  readonly attempts: string;
  readonly urls: readonly string[];
  readonly addresses: readonly string[];
  readonly answer: string;
}

/** One row per answer, in order of first appearance. */
export const summarizeAnswers = (policy: Policy, observations: readonly Observation[]): readonly AnswerSummary[] =>
  summarize(observations, (seen) => answerText(policy, seen));

/** One row per body, with its status. Observations without a body are left out. */
export const summarizeBodies = (
  observations: readonly Observation[],
): readonly (AnswerSummary & { readonly body: string })[] =>
  [...Map.groupBy(observations, ({ status, body }) => JSON.stringify([status, body])).values()].flatMap((equal) => {
    const { status, body } = equal[0] ?? {};
    return body === undefined || body === "" || status === undefined
      ? []
      : summarize(equal, () => String(status)).map((row) => ({ ...row, body }));
  });

function summarize(
  observations: readonly Observation[],
  textOf: (seen: Observation) => string,
): readonly AnswerSummary[] {
  const bySource = Map.groupBy(observations, (seen) => JSON.stringify([seen.url, seen.address, textOf(seen)]));
  const sources = [...bySource.values()].flatMap((seen) => {
    const [first] = seen;
    if (first === undefined) return [];
    const { url, address } = first;
    return [{ attempts: ranges(seen.map(({ attempt }) => attempt)), url, address, answer: textOf(first) }];
  });
  const rows = Map.groupBy(sources, (source) => JSON.stringify([source.attempts, source.answer]));
  return [...rows.values()].flatMap((equal) => {
    const [first] = equal;
    if (first === undefined) return [];
    return [
      {
        attempts: first.attempts,
        urls: [...new Set(equal.map(({ url }) => url))],
        addresses: [...new Set(equal.flatMap(({ address }) => address ?? []))],
        answer: first.answer,
      },
    ];
  });
}

function answerText(policy: Policy, seen: Observation): string {
  const { trouble, redirects } = seen;
  const detail = trouble === undefined ? "" : ` (${quoted(trouble.detail)})`;
  const through = redirects.map(({ status, to }) => `${status} to ${quoted(to)}`);
  return `${describeOutcome(policy, seen)}${detail}${through.length === 0 ? "" : `, through ${through.join(", ")}`}`;
}

/** An application that alternates between two answers has a range for each attempt, so only the first few are shown. */
const MAX_RANGES = 6;

function ranges(attempts: readonly number[]): string {
  const found: [from: number, to: number][] = [];
  for (const attempt of attempts) {
    const last = found.at(-1);
    if (last !== undefined && attempt <= last[1] + 1) last[1] = attempt;
    else found.push([attempt, attempt]);
  }
  const shown = found.slice(0, MAX_RANGES).map(([from, to]) => (from === to ? `${from}` : `${from}–${to}`));
  return found.length <= MAX_RANGES ? shown.join(", ") : `${shown.join(", ")}, … (${attempts.length} in all)`;
}
