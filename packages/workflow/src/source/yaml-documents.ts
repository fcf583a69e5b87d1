// Reads a text as the documents of a YAML stream: nearly every file as people write it, in one pass over its lines, and whatever else it
// may hold with a whole parser, many times slower.
import { writtenDocuments } from "./yaml-lines.ts";
import { parsedDocuments, type YamlStream } from "./yaml-parser.ts";

/** Never throws, and takes time that grows with the text and no faster. */
export function readDocuments(text: string): YamlStream {
  const documents = writtenDocuments(text);
  return documents === undefined ? parsedDocuments(text) : { documents, fault: undefined };
}
