// What was seen, in as few rows as tell it: answers that say the same are one row, whichever attempts, URLs and addresses gave them.
import { outcome, quoted } from "./describe.ts";
import type { Observation } from "./observation.ts";
import type { Policy } from "./policy.ts";

/** One answer, and everywhere and every time that it was given; in the order of the first time. */
export interface Digest {
  /** `1–5, 7`. */
  readonly attempts: string;
  readonly urls: readonly string[];
  readonly addresses: readonly string[];
  readonly said: string;
}

/** What was seen, an answer a row. */
export const digestAnswers = (policy: Policy, observations: readonly Observation[]): readonly Digest[] =>
  digest(observations, (seen) => said(policy, seen));

/** The same of the bodies, with the status before each; what had no body is left out. */
export const digestBodies = (observations: readonly Observation[]): readonly (Digest & { readonly body: string })[] =>
  [...Map.groupBy(observations, ({ status, body }) => JSON.stringify([status, body])).values()].flatMap((equal) => {
    const { status, body } = equal[0] ?? {};
    return body === undefined || body === "" || status === undefined
      ? []
      : digest(equal, () => String(status)).map((row) => ({ ...row, body }));
  });

function digest(observations: readonly Observation[], say: (seen: Observation) => string): readonly Digest[] {
  const byPlace = Map.groupBy(observations, (seen) => JSON.stringify([seen.url, seen.address, say(seen)]));
  const places = [...byPlace.values()].flatMap((seen) => {
    const [first] = seen;
    if (first === undefined) return [];
    const { url, address } = first;
    return [{ attempts: ranges(seen.map(({ attempt }) => attempt)), url, address, said: say(first) }];
  });
  const rows = Map.groupBy(places, (place) => JSON.stringify([place.attempts, place.said]));
  return [...rows.values()].flatMap((equal) => {
    const [first] = equal;
    if (first === undefined) return [];
    return [
      {
        attempts: first.attempts,
        urls: [...new Set(equal.map(({ url }) => url))],
        addresses: [...new Set(equal.flatMap(({ address }) => address ?? []))],
        said: first.said,
      },
    ];
  });
}

function said(policy: Policy, seen: Observation): string {
  const { trouble, redirects } = seen;
  const detail = trouble === undefined ? "" : ` (${quoted(trouble.detail)})`;
  const through = redirects.map(({ status, to }) => `${status} to ${quoted(to)}`);
  return `${outcome(policy, seen)}${detail}${through.length === 0 ? "" : `, through ${through.join(", ")}`}`;
}

/** An application that answers by turns has a range for each attempt; the first few tell as much as all. */
const MOST_RANGES = 6;

function ranges(attempts: readonly number[]): string {
  const found: [from: number, to: number][] = [];
  for (const attempt of attempts) {
    const last = found.at(-1);
    if (last !== undefined && attempt <= last[1] + 1) last[1] = attempt;
    else found.push([attempt, attempt]);
  }
  const shown = found.slice(0, MOST_RANGES).map(([from, to]) => (from === to ? `${from}` : `${from}–${to}`));
  return found.length <= MOST_RANGES ? shown.join(", ") : `${shown.join(", ")}, … (${attempts.length} in all)`;
}
