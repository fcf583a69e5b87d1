// What commands and actions deploy: verbs, actions and text edits, and the deployments of a complete job.
export type { ActionInput, ActionScript, ActionStep, ActionVerb } from "./action-verb.ts";
export { ACTIONS } from "./actions/all.ts";
export { entriesOf } from "./actions/inputs.ts";
export { ownAction, unknownAction } from "./actions/unknown.ts";
export { deployHint, deployHintOfAction, deployHintOfCall } from "./deploy-hint.ts";
export type {
  Certainty,
  DeployedImage,
  Deployment,
  JobStep,
  PushedImage,
  Restart,
  TargetBuild,
  UnknownCode,
  UnknownFiles,
  UnreadDeploy,
  Use,
  WorkflowReport,
} from "./deployment.ts";
export { builtBy, commitPushes, deploymentsOf, type JobEffect } from "./deployments.ts";
export type { DeployHint, Effect } from "./effect.ts";
export { loadedFiles } from "./loaded-files.ts";
export { mayBeDeploy, namesDeploy } from "./names-deploy.ts";
export { builtNames } from "./publisher.ts";
export { isJavaScript, startsPrograms } from "./starts-programs.ts";
export { textEditOf } from "./text-edit/edit.ts";
export { unknownCode } from "./unknown-code.ts";
export { unreadDeploy } from "./unread-deploy.ts";
export { VERBS } from "./verbs/all.ts";
