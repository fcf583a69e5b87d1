// Scripts for the tests of the packages above.
export { type Walked, walked } from "./script.ts";
