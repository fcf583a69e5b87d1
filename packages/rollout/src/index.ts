// Deploy and rollback: switch to a release, probe it, commit it, or roll back.

export { type Credentials, type Setting, secretTexts } from "./context.ts";
export { type RolloutInputs, settingFrom } from "./context-from-inputs.ts";
export { type DeployOrder, deploy } from "./deploy.ts";
export type { Evidence } from "./evidence.ts";
export type { Lap } from "./journal.ts";
export type { Result } from "./result.ts";
export { type RollbackOrder, rollback } from "./rollback.ts";
export { type Serving, servingNow } from "./running-containers.ts";
export { type Account, accountOf, type Sheet, showAccount } from "./summary.ts";
