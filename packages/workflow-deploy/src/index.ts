// What commands and actions deploy: verbs, actions and text edits, and what a whole job comes to.
export type { ActionInput, ActionScript, ActionStep } from "./action-verb.ts";
export { ACTIONS } from "./actions/all.ts";
export { entriesOf } from "./actions/inputs.ts";
export { ownAction, unknownAction } from "./actions/unknown.ts";
export type {
  Certainty,
  DeployedImage,
  Deployment,
  PushedImage,
  Restart,
  TargetBuild,
  UnknownFiles,
  UnreadDeploy,
  Use,
  Where,
  WorkflowReport,
} from "./deployment.ts";
export { type Done, deploymentsOf, madeBy, pushedBy } from "./deployments.ts";
export type { Effect } from "./effect.ts";
export { type Means, meansOf, meansOfAction, meansOfCall } from "./means.ts";
export { namesOfMade } from "./publisher.ts";
export { textEditOf } from "./text-edit/edit.ts";
export { unreadDeploy } from "./unread.ts";
export { VERBS } from "./verbs/all.ts";
