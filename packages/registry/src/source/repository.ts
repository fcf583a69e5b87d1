// An image in a registry as the source of a copy, for promotion: the bytes do not change.
import type { Descriptor, Manifest } from "../client/manifest.ts";
import { type Repository, repositoryName } from "../client/registry.ts";
import { connectionError } from "../http/connection-error.ts";
import type { ImageSource } from "./image-source.ts";

/** `root` must be in the repository. Registries only store manifests together with everything they reference. */
export function repositorySource(repository: Repository, root: Manifest): ImageSource {
  const { registry, name } = repository;
  return {
    root,
    repository,
    manifest: async (digest) => (digest === root.digest ? root : registry.getManifest(name, digest)),
    blob: (blob) => blobOf(repository, blob),
    describe: repositoryName(repository),
    close: async () => undefined,
  };
}

async function* blobOf({ registry, name }: Repository, { digest }: Descriptor): AsyncGenerator<Uint8Array> {
  const { transport, host } = registry;
  const stallTimer = transport.startStallTimer();
  try {
    const url = `${registry.path(name)}/blobs/${digest}`;
    const asked = `send the layer ${digest} of ${name}`;
    const scopes = [registry.scope(name)];
    const response = await transport.sendOnce({ method: "GET", url, scopes, expect: [200], asked }, stallTimer);
    for await (const chunk of response.body) {
      stallTimer.pause(); // while the chunk is used, the registry is not being waited for
      yield chunk;
      stallTimer.reset();
    }
  } catch (error) {
    throw connectionError(error, host, stallTimer.signal);
  } finally {
    stallTimer.stop();
  }
}
