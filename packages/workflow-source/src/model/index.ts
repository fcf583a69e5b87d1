// Workflows as GitHub reads them: triggers, jobs, steps, and what a job is for.
export { isOwnUse, ownPath, ownWorkflow, refProblem, WORKFLOW_FOLDERS } from "./own-use.ts";
export { type JobKind, kindOf, type Purpose, purposeOf } from "./purpose.ts";
export { readSteps, readWorkflow, valuesOf } from "./read.ts";
export { referenceWorkflows } from "./reference.ts";
export type { Entries, Job, Step, Workflow, WorkflowInput } from "./workflow.ts";
