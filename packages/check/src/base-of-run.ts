// Opens the commit that a run's change is compared with.
import { baseOfRun } from "@deploy-actions/checkout/run-event";
import type { Base } from "./policy-source.ts";

const ONLY_FOR_CHANGES =
  "Use policy-from: head for this event, for example with ${{ github.event_name == 'pull_request' && 'base' || 'head' }}.";

/**
 * For `head`, only the base of a change that is not merged yet, and undefined if the run has none. For `base`, never undefined: without a base
 * commit nothing may be checked.
 */
export async function baseFor(
  root: string,
  from: "head" | "base",
  environment: Readonly<NodeJS.ProcessEnv>,
  signal?: AbortSignal,
): Promise<Base | undefined> {
  const run = baseOfRun(environment);
  const applies = from === "base";
  if (run.is === "none") {
    if (!applies) return undefined;
    const why = `The event ${run.event} of this run names no base commit.`;
    return { applies, opened: { ok: false, why }, next: ONLY_FOR_CHANGES };
  }
  return applies || run.proposes ? baseAt(root, run.commit, applies, signal) : undefined;
}

/** `revision` is a full SHA, or a name that the user of the command line wrote. */
export async function baseAt(root: string, revision: string, applies: boolean, signal?: AbortSignal): Promise<Base> {
  const { FETCH_THE_BASE, openBase } = await import("@deploy-actions/checkout");
  return { applies, opened: await openBase(root, revision, signal), next: FETCH_THE_BASE };
}
