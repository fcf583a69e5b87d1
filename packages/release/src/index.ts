// Releases, the deployments that made them live, and the ledger on the target that remembers both.
export { type Decision, decideRollback, decideSwitch, previousOf, wayBackFrom } from "./decide.ts";
export { ReleaseError, type ReleaseReason } from "./error.ts";
export { type Begin, type By, deploymentId, type End, type Event, type Phase } from "./event.ts";
export { type Deployment, type History, readHistory } from "./history.ts";
export { type KeptContent, type KeptRelease, type Ledger, openLedger, type Place } from "./ledger.ts";
export { type LedgerImage, type LedgerImages, ledgerImages } from "./ledger-images.ts";
export { OUTCOMES, type Outcome } from "./outcome.ts";
export { type Content, type KeptCompose, Release, ReleaseId, releaseOf, sha256 } from "./release.ts";
export { stateDirectory } from "./state-directory.ts";
