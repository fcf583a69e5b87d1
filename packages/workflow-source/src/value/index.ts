// What a text may be when the deploy runs, and the judgement on it as an image.
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
  through,
  union,
  type Value,
  type Values,
} from "./value.ts";
