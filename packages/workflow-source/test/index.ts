// Files and commands for the tests of the packages above.
export { commandOf, type Surroundings } from "./command.ts";
export { filesOf } from "./files.ts";
export { told } from "./told.ts";
