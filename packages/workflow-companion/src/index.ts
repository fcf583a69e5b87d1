// The images in files that a deploy uses: compose files, Kubernetes manifests and kustomizations, Helm charts.
export { imagesOfRelease, type ReleaseImages } from "./chart/release.ts";
export { imagesOfPairs } from "./chart/set-images.ts";
export { jsonPairsOf, pairsOf } from "./chart/set-list.ts";
export { imagesInDefinition } from "./cloud-definition.ts";
export type { Companion, FileImage, ImageUse } from "./companion.ts";
export {
  type ComposeRequest,
  companionOf,
  composeProjects,
  type FoundProject,
  type Selection,
  servicesOf,
  stackProjects,
} from "./compose/compose.ts";
export type { ComposeService } from "./compose/compose-service.ts";
export { type ImageKey, imageKeyOf, referenceOf } from "./image-key.ts";
export { KUSTOMIZATION_NAMES, readKustomization } from "./kubernetes/kustomization.ts";
export { type ImageSet, withImagesSet } from "./kubernetes/kustomization-edit.ts";
export { kustomizationsAt, manifestsAt, manifestsIn } from "./kubernetes/manifests.ts";
export { imagesOfPatch } from "./kubernetes/patch.ts";
export { printedManifests, printedServices } from "./printed.ts";
export { readYaml, type Yaml } from "./yaml.ts";
