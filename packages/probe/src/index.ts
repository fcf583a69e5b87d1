// Health checks: policies, observations of real connections, verdicts, and the most likely cause of a failure.

export { type AnswerSummary, summarizeAnswers, summarizeBodies } from "./answer-summary.ts";
export type { Cause, Diagnosis } from "./cause.ts";
export { describe, describeAttempt, describeOutcome, quoted } from "./describe.ts";
export { diagnose } from "./diagnose.ts";
export { ProbeError, type ProbeReason } from "./error.ts";
export type { Headers } from "./headers.ts";
export { type HealthInputs, healthPolicy } from "./health-policy.ts";
export { type HealthReport, healthReport } from "./health-report.ts";
export { healthInputs } from "./inputs.ts";
export { type FailureReason, inconsistentAnswers, judge, type Reason, type UrlVerdict, type Verdict } from "./judge.ts";
export type { Observation, ProbeFailure, ProbeFailureCode, Redirect, Timings } from "./observation.ts";
export { observe } from "./observe.ts";
export { Policy } from "./policy.ts";
export { headerSecrets } from "./secret-headers.ts";
export { defaultEarlyProbeDelays, type WatchOptions, type WatchResult, watch } from "./watch.ts";
