// Deploy and rollback: switch to a release, probe it, then commit it or roll back.

export { type Credentials, type RolloutContext, secretTexts } from "./context.ts";
export { contextFromInputs, type RolloutInputs } from "./context-from-inputs.ts";
export { type DeployRequest, deploy } from "./deploy.ts";
export type { Evidence } from "./evidence.ts";
export type { PhaseDuration } from "./journal.ts";
export type { Result } from "./result.ts";
export { type RollbackRequest, rollback } from "./rollback.ts";
export { type RunningContainer, runningContainers } from "./running-containers.ts";
export { type RolloutSummary, type SummaryWriter, summarizeRollout, writeSummary } from "./summary.ts";
