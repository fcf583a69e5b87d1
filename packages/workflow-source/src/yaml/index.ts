// YAML with the place of every scalar.
export { parseYaml, type YamlValue } from "./document.ts";
export { scalarText, sourceOf, type Text } from "./scalar.ts";
export { type Fault, readDocuments } from "./yaml-documents.ts";
