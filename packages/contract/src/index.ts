// What every package may use: the description of a problem, the base class of errors, the log, and the clock.
export { type Clock, systemClock } from "./clock.ts";
export { type Log, silentLog } from "./log.ts";
export { type Problem, ProblemError, type ProblemText } from "./problem-error.ts";
export type { ReadResult } from "./read-result.ts";
