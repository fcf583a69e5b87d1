// Where an image is read from, whatever holds it: a registry, an OCI layout, the tar of `docker save`. One read of a
// source can feed several registries; what it holds is content-addressed, so nobody has to trust it.

import type { Descriptor, Manifest } from "../client/manifest.ts";
import type { Repository } from "../client/place.ts";

export type ImageSource = {
  /** The manifest or index that the image's digest names. */
  readonly root: Manifest;
  /** A manifest below the root. Throws {@link RegistryError} `not-found`. */
  manifest(digest: string): Promise<Manifest>;
  /** The blob's bytes, as stored; whoever takes them checks the digest. Can be asked again. Throws {@link RegistryError}. */
  blob(descriptor: Descriptor): AsyncIterable<Uint8Array>;
  /** Where it is, for messages: `the OCI layout ./image`. */
  readonly describe: string;
  /** The repository it is in, where it is in one: a registry mounts from a sibling what it has already. */
  readonly repository?: Repository;
  /** Lets go of files; nothing may be read afterwards. */
  close(): Promise<void>;
};
