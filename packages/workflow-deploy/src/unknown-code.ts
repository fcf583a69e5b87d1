// Finds commands that run code which the check cannot read, and which may deploy. Unlike commands that were not understood, they are reported
// whatever else the job deploys: an honest deploy must not hide another.

import type { UnknownCode, UnreadDeploy } from "./deployment.ts";
import type { JobEffect } from "./deployments.ts";
import { placeKey } from "./place-key.ts";

/** `said` are the commands that are reported as not understood already. */
export function unknownCode(all: readonly JobEffect[], said: UnreadDeploy | undefined): readonly UnknownCode[] {
  const known = new Set(said?.isBeside === true ? [] : said?.commands.map(({ place }) => placeKey(place)));
  const found = new Map<string, UnknownCode>();
  for (const { effect, where, purpose, isHosted, host } of all) {
    // As in every other rule, a step named like a test may run anything.
    if (effect.does !== "unknown-code" || purpose === "test") continue;
    const key = placeKey(effect.at);
    if (known.has(key) || found.get(key)?.likely === true) continue;
    const mayDeploy = purpose !== "build" || host === "remote" || !isHosted;
    const likely = effect.certainty === "limit" || (effect.certainty === "deploy" && mayDeploy);
    const { written, why, at } = effect;
    found.set(key, { ...where, is: "unknown-code", written, why, place: at, likely, mayDeploy });
  }
  return [...found.values()];
}
