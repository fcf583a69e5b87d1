// Creates the manifest of an image that has none in a format for registries, from its configuration and layers. The same
// contents always give the same bytes (OCI image spec 1.1, manifest).
import { type Descriptor, digestLike, type Manifest } from "../client/manifest.ts";

const MANIFEST_TYPE = "application/vnd.oci.image.manifest.v1+json";
const CONFIG_TYPE = "application/vnd.oci.image.config.v1+json";

export const LAYER_TYPES = {
  none: "application/vnd.oci.image.layer.v1.tar",
  gzip: "application/vnd.oci.image.layer.v1.tar+gzip",
  zstd: "application/vnd.oci.image.layer.v1.tar+zstd",
} as const;

export function imageManifest(config: Uint8Array, layers: readonly Descriptor[]): Manifest {
  const described = { mediaType: CONFIG_TYPE, digest: digestLike("", config), size: config.byteLength };
  return encodeManifest(MANIFEST_TYPE, { schemaVersion: 2, mediaType: MANIFEST_TYPE, config: described, layers });
}

/** A document as a manifest. */
export function encodeManifest(mediaType: string, document: object): Manifest {
  const bytes = new TextEncoder().encode(JSON.stringify(document));
  return { mediaType, bytes, digest: digestLike("", bytes) };
}
