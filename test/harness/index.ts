// The runner's contract as a function: runs a shipped action and returns everything that the runner would see.

export { pinnedNode } from "./pinned-node.ts";
export type { RunOptions } from "./prepare.ts";
export { type ActionResult, runAction, runActionIn } from "./run-action.ts";
