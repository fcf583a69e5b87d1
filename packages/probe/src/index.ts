// Is it healthy? Policies, observations of real connections, verdicts, and the likeliest cause in plain words.
export { ProbeError, type ProbeProblem } from "./error.ts";
export type { Headers } from "./headers.ts";
export { type HealthInputs, healthHeaders, healthInputs, healthPolicy } from "./inputs.ts";
export { Policy } from "./policy.ts";
