// Removes what labels say may go, and nothing that anything else needs: look, plan (pure), carry out.

export { diskUse } from "./disk-use.ts";
export { type Cleaned, called, carryOut, type Failure } from "./execute-plan.ts";
export { look } from "./inventory.ts";
export { type KeepImages, keepImagesProblem, type NamedImage } from "./keep-images.ts";
export { type Label, type LabelRule, labelRule, readLabels, readMatchLabels } from "./labels.ts";
export type { EngineObject } from "./objects.ts";
export { type Kept, type KeptReason, type Plan, plan } from "./plan.ts";
