// Checks a repository on disk against the policy. Code that is needed before it is known whether there is anything to check has its own
// entry points (`check/matching-files` and `check/release`), since the parsers behind this one load slowly.
export { baseAt, baseFor } from "./base-of-run.ts";
export { type CheckOutcome, check, today } from "./check.ts";
export { patchText, writeFixes } from "./fixes.ts";
export type { Base } from "./policy-source.ts";
export type { Settings } from "./settings.ts";
