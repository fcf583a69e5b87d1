// Regular expressions as grep and sed write them.
export { type Dialect, type Pattern, patternOf } from "./regex.ts";
