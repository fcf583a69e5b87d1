// What a workflow deploys and whether that can change: the source model with ranges, and the policy rules over it.
export { checkWorkflow, type FileReport, problemReport, type Tally } from "./check.ts";
export type { Finding, Severity } from "./rules/rule.ts";
export { type Problem, SIZE_LIMIT, sizeMessage } from "./source/decode.ts";
export { FILE_START, type Position, type Range } from "./source/position.ts";
