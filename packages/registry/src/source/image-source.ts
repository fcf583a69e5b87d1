// Where an image is read from: a registry, an OCI layout or the tar of `docker save`. One read of a source can feed several
// registries. Its contents are content-addressed, so it does not have to be trusted.

import type { Descriptor, Manifest } from "../client/manifest.ts";
import type { Repository } from "../client/registry.ts";

export type ImageSource = {
  /** The manifest or index whose digest is the image's. */
  readonly root: Manifest;
  /** A manifest that the root references. Throws {@link RegistryError} `not-found`. */
  manifest(digest: string): Promise<Manifest>;
  /** The blob's bytes, as stored. The reader verifies the digest. Can be read again. Throws {@link RegistryError}. */
  blob(descriptor: Descriptor): AsyncIterable<Uint8Array>;
  /** What the source is, for messages: `the folder ./image`. */
  readonly describe: string;
  /** The repository, if the source is one: its registry can mount blobs from it into other repositories. */
  readonly repository?: Repository;
  /** Closes files. Nothing may be read afterwards. */
  close(): Promise<void>;
};
