// Source text with exact places: positions, decoding, and templates whose holes hold what only an expression knows.
export { decodeSource, SIZE_LIMIT, type SourceProblem, sizeMessage, templateOfFile } from "./decode.ts";
export { FILE_START, type Position, positionsOf, type Range, type SourcePlace } from "./position.ts";
export { partsOf, type Source, type Template, TemplateWriter, valuesIn, writtenIn } from "./template.ts";
