// Where commands run: currently this machine. A target runs commands and stores small files; it does not know how the app is hosted.
export { type Command, commandLine, LIMIT } from "./command.ts";
export { type Inherited, inheritedVariables, PROGRAM_VARIABLES } from "./environment.ts";
export { localTarget } from "./local.ts";
export { type Result, type RunOptions, type Target, TargetError, type TargetReason } from "./target.ts";
