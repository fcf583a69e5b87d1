// How deep scripts, functions and aliases are followed into each other.
import type { Command } from "./grammar.ts";
import type { Run, Within } from "./run.ts";
import { lineOf, reportedAt } from "./written-command.ts";

/** Maximum depth of nested scripts and functions. */
export const DEPTH_LIMIT = 40;
/** How often a function may be within itself: its body has been walked by then. */
export const RECURSION_LIMIT = 6;

/** How often `what` is being expanded. */
export function timesWithin(within: Within | undefined, what: unknown): number {
  let times = 0;
  for (let one = within; one !== undefined; one = one.outer) if (one.what === what) times++;
  return times;
}

/** Reports the limit once it is reached: what is called there is not walked. */
export function tooDeep(run: Run, node: Command): boolean {
  if (run.depth < DEPTH_LIMIT) return false;
  const why = `functions and scripts call each other more than ${DEPTH_LIMIT} deep there`;
  const place = reportedAt(run, node);
  run.listener.unknown({ is: "limit", why, place, written: lineOf(run, node), host: run.host, text: "" });
  return true;
}
