// The generator's side of the kit: definition to files. Apart from the kit's entry, so that no action bundles it.
export { actionTypes } from "./action-types.ts";
export { actionYml, compositeYml, type Entry } from "./action-yml.ts";
export { catalog, type Listed, overviewTable } from "./catalog.ts";
export { GENERATED, type GeneratedFile } from "./generated-file.ts";
export { between, inputsTable, outputsTable, permissionsText, table } from "./markdown.ts";
