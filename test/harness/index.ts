// The runner's contract as a function: run a shipped action, get back everything the runner would have made of it.

export { pinnedNode } from "./pinned-node.ts";
export type { RunOptions } from "./prepare.ts";
export { type ActionResult, runAction, runActionIn } from "./run-action.ts";
