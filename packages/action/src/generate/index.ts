// Generates files from definitions. Separate from the kit's main entry, so that no action bundles it.
export { actionTypes } from "./action-types.ts";
export { actionYml, type EntryPoints } from "./action-yml.ts";
export { type CatalogEntry, catalog, overviewTable } from "./catalog.ts";
export { GENERATED, type GeneratedFile } from "./generated-file.ts";
export { inputsTable, outputsTable, permissionsText, replaceBetweenMarkers, table } from "./markdown.ts";
