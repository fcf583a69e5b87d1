// The possible values of a text at deploy time, and the verdict on it as an image.
export { judgeValue, judgeValues, repositoryIn, tagIn } from "./judge.ts";
export type { Judgement, MutableClass } from "./judgement.ts";
export { commitMark, isLiteral, type Meaning, mark, meaningsIn, replaceMarks, shown, withoutReserved } from "./mark.ts";
export { sliceMarked } from "./slice.ts";
export {
  concat,
  EMPTY,
  flatMapText,
  type Hop,
  mapText,
  only,
  soleText,
  union,
  type Value,
  type Values,
  withHop,
} from "./value.ts";
