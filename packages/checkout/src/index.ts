// What a checkout's own history says: files of the base commit, and commits by their first digits. Code that only needs the run's event
// has its own entry point (`checkout/run-event`), since this one can start git.
export { type BaseFile, FETCH_THE_BASE, type OpenedBase, openBase } from "./base.ts";
export { commitsStartingWith } from "./commits.ts";
export { type BaseOfRun, baseOfRun, commitsOfRun } from "./run-event.ts";
