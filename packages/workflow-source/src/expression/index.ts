// GitHub's expressions, evaluated as far as possible without a run.
export { evaluateExpression, type Lookup, truthOf } from "./evaluate.ts";
export { githubContext } from "./github.ts";
export { templateOf } from "./template.ts";
export type { Triggers } from "./triggers.ts";
