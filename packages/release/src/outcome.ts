// The outcomes of a deployment; only the first two are successes. In its own file, so that an action can declare its output without loading the
// rest of the package.

/**
 * `rolled-back`: the requested release failed, and the previous one is live again. `failed-clean`: nothing was changed.
 * `failed-dirty`: something was changed, and no release is known to be healthy.
 */
export const OUTCOMES = ["deployed", "unchanged", "rolled-back", "failed-clean", "failed-dirty"] as const;
export type Outcome = (typeof OUTCOMES)[number];
