// Decides what a deploy or a rollback has to do, from the history alone.
import { ReleaseError } from "./error.ts";
import type { History } from "./history.ts";

/** `check`: it is what serves, so look whether it answers. `switch`: make it serve. */
export type Decision = "check" | "switch";

/** `runs` says whether the engine runs exactly the wanted release now, as asked of the engine: a drifted one is switched to again. */
export function decideSwitch(history: History, wanted: string, runs: boolean): Decision {
  return history.current === wanted && runs ? "check" : "switch";
}

/**
 * The release to return to when the wanted one is bad: the one that serves. A release that replaces itself (drifted containers, another
 * value of a variable) has none: the one before it was left on purpose.
 */
export function wayBackFrom({ current }: History, wanted: string): string | undefined {
  return current === wanted ? undefined : current;
}

/** The release that served before the current one; not the current one itself, not one known to be bad. */
export function previousOf({ served, current, bad }: History): string | undefined {
  return served.findLast((release) => release !== current && !bad.has(release));
}

/**
 * The release a rollback goes to: `previous`, or one of the `known` ids. Throws ReleaseError "nothing-serves", "no-previous" or
 * "unknown-release" (with the list of those there are).
 */
export function decideRollback(history: History, to: string, known: readonly string[]): string {
  if (history.current === undefined) {
    throw new ReleaseError(
      "nothing-serves",
      "No release of this app has ever been committed here, so there is nothing to roll back.",
      "Check `app`, `environment` and `state-dir`: they must be those of the deploy.",
    );
  }
  if (to !== "previous") return knownId(history, to, known);
  const previous = previousOf(history);
  if (previous !== undefined) return previous;
  throw new ReleaseError(
    "no-previous",
    `Release ${history.current} serves, and no good release served before it.`,
    `Deploy a good one, or name one of these in \`to\`: ${listed(history, known)}.`,
  );
}

function knownId(history: History, to: string, known: readonly string[]): string {
  if (known.includes(to)) return to;
  throw new ReleaseError(
    "unknown-release",
    `There is no release ${to} of this app here.`,
    `Write \`previous\`, or one of these: ${listed(history, known)}.`,
  );
}

/** Newest first, by when each last went live; those that never did come last. */
function listed({ served, current, bad }: History, known: readonly string[]): string {
  const order = [...known].sort((a, b) => served.lastIndexOf(b) - served.lastIndexOf(a));
  const note = (id: string): string => {
    if (id === current) return " (serves now)";
    if (bad.has(id)) return " (bad)";
    return served.includes(id) ? "" : " (never served)";
  };
  return order.map((id) => `${id}${note(id)}`).join(", ") || "none is kept";
}
