// What a workflow deploys and whether that can change: the source model with ranges, and the policy rules over it.
export { checkWorkflow, type FileReport, problemReport, type Tally } from "./check.ts";
export type { Files } from "./deploy/files.ts";
export type {
  Certainty,
  DeployedImage,
  Deployment,
  PushedImage,
  Restart,
  TargetBuild,
  UnknownFiles,
  Use,
  WorkflowReport,
} from "./deployment.ts";
export type { Finding, Severity } from "./rules/rule.ts";
export { decodeSource, type Problem, SIZE_LIMIT, sizeMessage } from "./source/decode.ts";
export { templateOfFile } from "./source/file.ts";
export type { Place } from "./source/place.ts";
export { FILE_START, type Position, positionsOf, type Range } from "./source/position.ts";
export { type Source, sourceOf, type Template, TemplateWriter, valuesIn, writtenIn } from "./source/template.ts";
export type { Judgement, MutableClass } from "./value/judgement.ts";
export { isLiteral, meaningsIn, shown } from "./value/mark.ts";
export type { Hop, Value, Values } from "./value/value.ts";
