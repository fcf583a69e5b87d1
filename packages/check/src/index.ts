// A repository on disk checked against the policy. What a caller needs before it knows whether there is anything to check has entries
// of its own, since the grammars behind this one take a while to load: `check/matching-files` and `check/release`.
export { type Checked, check, today } from "./check.ts";
export { patchText, writeFixes } from "./fixes.ts";
export type { Settings } from "./settings.ts";
