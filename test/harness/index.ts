// The runner's contract as a function: run a shipped action, get back everything the runner would have made of it.

export { pinnedNode } from "./pinned-node.ts";
export type { RunOptions } from "./prepare.ts";
export { type ActionResult, runAction, runActionIn } from "./run-action.ts";
export type { StepResult } from "./step.ts";
export type { Annotation } from "./step-log.ts";
export type { Cancel } from "./step-process.ts";
export type { Orphan } from "./tracking.ts";
export type { WorkflowCommand } from "./workflow-command.ts";
