// Files and commands for the tests of the packages above.
export { commandOf, type TestEnvironment } from "./command.ts";
export { displayText } from "./display-text.ts";
export { filesOf } from "./files.ts";
