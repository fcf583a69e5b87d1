// What the workflows of a repository deploy: their source with positions, the values that reach a deploy, and the verdict on each.
export type {
  Certainty,
  DeployedImage,
  Deployment,
  PushedImage,
  Restart,
  TargetBuild,
  UnknownCode,
  UnknownFiles,
  UnreadDeploy,
  Use,
  WorkflowReport,
} from "@deploy-actions/workflow-deploy";
export {
  decodeSource,
  FILE_START,
  type Position,
  positionsOf,
  type Range,
  SIZE_LIMIT,
  type Source,
  type SourcePlace,
  type SourceProblem,
  sizeMessage,
  type Template,
  TemplateWriter,
  templateOfFile,
  valuesIn,
  writtenIn,
} from "@deploy-actions/workflow-source";
export type { Files } from "@deploy-actions/workflow-source/command";
export {
  type Hop,
  isLiteral,
  type Judgement,
  judgeValue,
  type MutableClass,
  meaningsIn,
  repositoryIn,
  shown,
  tagIn,
  type Value,
  type Values,
} from "@deploy-actions/workflow-source/value";
export { parseYaml, sourceOf } from "@deploy-actions/workflow-source/yaml";
export { type Overrides, openProject, type Project } from "./project.ts";
