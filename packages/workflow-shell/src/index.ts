// Walks a shell script and tells of every command in it, with what its words may be by then.
export { copyPath } from "./copy.ts";
export { filesOf } from "./paths.ts";
export { type Listener, NO_ANSWER } from "./run.ts";
export { runnerLayer } from "./runner.ts";
export { Scope } from "./scope.ts";
export { walkScript } from "./walk.ts";
