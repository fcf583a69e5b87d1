// Decides what a deploy or a rollback has to do, from the history alone.
import { ReleaseError } from "./error.ts";
import type { History } from "./history.ts";

/** `check`: the wanted release is live already, so only probe it. `switch`: make it live. */
export type Decision = "check" | "switch";

/** `isRunning`: the engine runs exactly the wanted release now. A release whose containers drifted is switched to again. */
export function decideSwitch(history: History, wanted: string, isRunning: boolean): Decision {
  return history.current === wanted && isRunning ? "check" : "switch";
}

/**
 * The release to roll back to if the wanted one is bad: the current one. A release that replaces itself (drifted containers, a new value
 * of a variable) has no rollback target: its predecessor was replaced on purpose.
 */
export function rollbackTargetFor({ current }: History, wanted: string): string | undefined {
  return current === wanted ? undefined : current;
}

/** The latest release that was live before the current one and is not known to be bad. */
export function previousOf({ served, current, bad }: History): string | undefined {
  return served.findLast((release) => release !== current && !bad.has(release));
}

/**
 * The release to roll back to. `to` is `previous` or one of the `known` ids. Throws ReleaseError "nothing-serves", "no-previous" or
 * "unknown-release" (the message lists the available releases).
 */
export function decideRollback(history: History, to: string, known: readonly string[]): string {
  if (history.current === undefined) {
    throw new ReleaseError(
      "nothing-serves",
      "No release of this app has ever been committed here, so there is nothing to roll back.",
      "Check `app`, `environment` and `state-dir`: they must match those of the deploy.",
    );
  }
  if (to !== "previous") return knownId(history, to, known);
  const previous = previousOf(history);
  if (previous !== undefined) return previous;
  throw new ReleaseError(
    "no-previous",
    `Release ${history.current} is live, and no good release was live before it.`,
    `Deploy a good release, or set \`to\` to one of these: ${listed(history, known)}.`,
  );
}

function knownId(history: History, to: string, known: readonly string[]): string {
  if (known.includes(to)) return to;
  throw new ReleaseError(
    "unknown-release",
    `There is no release ${to} of this app here.`,
    `Set \`to\` to \`previous\` or one of these: ${listed(history, known)}.`,
  );
}

/** Ordered by when each last went live, newest first; releases that never went live come last. */
function listed({ served, current, bad }: History, known: readonly string[]): string {
  const order = [...known].sort((a, b) => served.lastIndexOf(b) - served.lastIndexOf(a));
  const note = (id: string): string => {
    if (id === current) return " (live)";
    if (bad.has(id)) return " (bad)";
    return served.includes(id) ? "" : " (never live)";
  };
  return order.map((id) => `${id}${note(id)}`).join(", ") || "no releases are stored";
}
