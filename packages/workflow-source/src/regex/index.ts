// Regular expressions in the syntax of grep and sed.
export { type Dialect, type Pattern, patternOf } from "./regex.ts";
