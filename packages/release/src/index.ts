// Releases, deployments, and the ledger on the target that records both.
export { type Decision, decideRollback, decideSwitch, previousOf, rollbackTargetFor } from "./decide.ts";
export { ReleaseError, type ReleaseReason } from "./error.ts";
export { type BeginEvent, deploymentId, type EndEvent, type LedgerEvent, type Phase, type Requester } from "./event.ts";
export { type Deployment, type History, readHistory } from "./history.ts";
export { type KeptContent, type KeptRelease, type Ledger, type LedgerLocation, openLedger } from "./ledger.ts";
export { type LedgerImage, type LedgerImages, ledgerImages } from "./ledger-images.ts";
export { OUTCOMES, type Outcome } from "./outcome.ts";
export { type KeptCompose, Release, type ReleaseContent, ReleaseId, releaseOf, sha256 } from "./release.ts";
export { stateDirectory } from "./state-directory.ts";
