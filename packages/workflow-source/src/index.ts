// Source text with exact positions: decoding, and templates with holes for values that expressions produce.
export { decodeSource, SIZE_LIMIT, type SourceProblem, sizeMessage, templateOfFile } from "./decode.ts";
export { limitReached, notingLimits } from "./limits.ts";
export { FILE_START, type Position, positionsOf, type Range, type SourcePlace } from "./position.ts";
export { partsOf, type Source, type Template, TemplateWriter, valuesIn, writtenIn } from "./template.ts";
