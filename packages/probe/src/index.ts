// Is it healthy? Policies, observations of real connections, verdicts, and the likeliest cause in plain words.

export { type Digest, digestAnswers, digestBodies } from "./answer-summary.ts";
export type { Cause, Diagnosis } from "./cause.ts";
export { describe, describeAttempt, outcome, quoted } from "./describe.ts";
export { diagnose } from "./diagnose.ts";
export { ProbeError, type ProbeReason } from "./error.ts";
export type { Headers } from "./headers.ts";
export { type HealthInputs, healthPolicy } from "./health-policy.ts";
export { type HealthReport, healthReport } from "./health-report.ts";
export { healthInputs } from "./inputs.ts";
export { contradictions, judge, type Reason, type Shortfall, type UrlVerdict, type Verdict } from "./judge.ts";
export type { Observation, Redirect, Timings, Trouble, TroubleCode } from "./observation.ts";
export { observe } from "./observe.ts";
export { Policy } from "./policy.ts";
export { headerSecrets } from "./secret-headers.ts";
export { soon, type Watched, type Watching, watch } from "./watch.ts";
