// An image in a registry as the source of copies: promotion, which changes no byte.

import type { Descriptor, Manifest } from "../client/manifest.ts";
import type { Repository } from "../client/place.ts";
import { connectionError } from "../http/connection-error.ts";
import type { ImageSource } from "./image-source.ts";

/** `root` must be in the repository; registries keep manifests only with all they point at. */
export function repositorySource(repository: Repository, root: Manifest): ImageSource {
  const { registry, name } = repository;
  return {
    root,
    repository,
    manifest: async (digest) => (digest === root.digest ? root : registry.getManifest(name, digest)),
    blob: (blob) => blobOf(repository, blob),
    describe: `${registry.host}/${name}`,
    close: async () => undefined,
  };
}

async function* blobOf({ registry, name }: Repository, { digest }: Descriptor): AsyncGenerator<Uint8Array> {
  const { transport, host } = registry;
  const guard = transport.guard();
  try {
    const url = `${registry.path(name)}/blobs/${digest}`;
    const asked = `give the layer ${digest} of ${name}`;
    const scopes = [registry.scope(name)];
    const answer = await transport.sendOnce({ method: "GET", url, scopes, expect: [200], asked }, guard);
    for await (const chunk of answer.body ?? []) {
      guard.rest(); // how long the chunk takes to be used is not this registry's silence
      yield chunk;
      guard.touch();
    }
  } catch (error) {
    throw connectionError(error, host, guard.signal);
  } finally {
    guard.end();
  }
}
