// Workflows as GitHub reads them: triggers, jobs, steps, and the purpose of a job.
export { isLocalUse, localPath, localWorkflow, refProblem, WORKFLOW_FOLDERS } from "./local-use.ts";
export { type JobKind, jobKindOf, type Purpose, purposeOf } from "./purpose.ts";
export { readSteps, readWorkflow, valuesOf } from "./read.ts";
export { referenceWorkflows } from "./reference-workflows.ts";
export type { Entries, Job, Step, Workflow, WorkflowInput } from "./workflow.ts";
