// Walks a shell script and reports every command in it, with the possible values of its words at that point.
export { copyPath } from "./copy.ts";
export { filesOf } from "./paths.ts";
export { type Listener, NO_RESULT, type UnknownCode } from "./run.ts";
export { runnerLayer } from "./runner.ts";
export { Scope } from "./scope.ts";
export { walkScript } from "./walk.ts";
