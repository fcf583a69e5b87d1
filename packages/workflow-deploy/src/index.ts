// What commands and actions deploy: verbs, actions and text edits, and the deployments of a complete job.
export type { ActionInput, ActionScript, ActionStep, ActionVerb } from "./action-verb.ts";
export { ACTIONS } from "./actions/all.ts";
export { entriesOf } from "./actions/inputs.ts";
export { ownAction, unknownAction } from "./actions/unknown.ts";
export { isJavaScript, loadedFiles, mayBeDeploy, namesDeploy, startsPrograms } from "./code-hint.ts";
export { type DeployHint, deployHint, deployHintOfAction, deployHintOfCall } from "./deploy-hint.ts";
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
export type { Effect } from "./effect.ts";
export { builtNames } from "./publisher.ts";
export { textEditOf } from "./text-edit/edit.ts";
export { unknownCode } from "./unknown-code.ts";
export { unreadDeploy } from "./unread-deploy.ts";
export { VERBS } from "./verbs/all.ts";
