// Where commands run: this machine today. A target runs argv and keeps small files; it knows nothing of what hosts the app there.
export { type Command, commandLine } from "./command.ts";
export { localTarget } from "./local.ts";
export { type Result, type RunOptions, type Target, TargetError, type TargetReason } from "./target.ts";
