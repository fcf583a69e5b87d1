// Removes objects with matching labels that nothing else needs: reads an inventory, makes a plan (pure), executes it.

export { diskUse } from "./disk-use.ts";
export { type CleanupResult, displayName, executePlan, type FailedObject } from "./execute-plan.ts";
export { readInventory } from "./inventory.ts";
export { type KeepImages, keepImagesProblem, type NamedImage } from "./keep-images.ts";
export { type Label, type LabelRule, labelRule, readLabels, readMatchLabels } from "./labels.ts";
export type { EngineObject } from "./objects.ts";
export { type KeptObject, type KeptReason, type Plan, plan } from "./plan.ts";
