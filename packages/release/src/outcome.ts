// How a deployment can end; only the first two are a success. On its own, so that an action can declare its output without loading the rest.

/**
 * `rolled-back`: what was asked for did not stay, and what served before serves again. `failed-clean`: nothing is changed.
 * `failed-dirty`: something is, and nothing is known to answer.
 */
export const OUTCOMES = ["deployed", "unchanged", "rolled-back", "failed-clean", "failed-dirty"] as const;
export type Outcome = (typeof OUTCOMES)[number];
