// What the workflows of a repository deploy: the source model with ranges, the values that reach a deploy, and a judgement on each.
export type { Files } from "./deploy/files.ts";
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
  WorkflowReport,
} from "./deployment.ts";
export { type Overrides, openProject, type Project } from "./project.ts";
export { decodeSource, type Problem, SIZE_LIMIT, sizeMessage, templateOfFile } from "./source/decode.ts";
export { parseYaml } from "./source/document.ts";
export { FILE_START, type Place, type Position, positionsOf, type Range } from "./source/position.ts";
export { sourceOf } from "./source/scalar.ts";
export { type Source, type Template, TemplateWriter, valuesIn, writtenIn } from "./source/template.ts";
export { judgeValue, repositoryIn, tagIn } from "./value/judge.ts";
export type { Judgement, MutableClass } from "./value/judgement.ts";
export { isLiteral, meaningsIn, shown } from "./value/mark.ts";
export type { Hop, Value, Values } from "./value/value.ts";
