// What every package may rely on: how a problem is described, the error that carries one, the log, and time.
export { type Clock, systemClock } from "./clock.ts";
export { type Log, silentLog } from "./log.ts";
export type { Problem } from "./problem.ts";
export { ProblemError, type ProblemText } from "./problem-error.ts";
