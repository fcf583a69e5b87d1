// Deploy and rollback: switch to a release, probe it, commit it, or roll back.
export { type Account, accountOf, type Sheet, showAccount } from "./account.ts";
export { type DeployOrder, deploy } from "./deploy.ts";
export type { Evidence } from "./evidence.ts";
export type { Lap } from "./journal.ts";
export { type RolloutInputs, settingFrom } from "./request.ts";
export type { Result } from "./result.ts";
export { type RollbackOrder, rollback } from "./rollback.ts";
export { type Serving, servingNow } from "./serving.ts";
export { type Credentials, type Setting, secretTexts } from "./setting.ts";
