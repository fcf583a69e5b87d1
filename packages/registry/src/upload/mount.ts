// Adds a blob to a repository from another repository of the same registry, without sending it (OCI Distribution
// Specification 1.1, "Mounting a blob from another repository").
import type { Repository } from "../client/registry.ts";
import { RegistryError } from "../http/error.ts";
import { cancelUpload, NO_BODY, uploadUrl } from "./requests.ts";

/**
 * False if the registry does not mount the blob, for whatever reason: it may decline, not support mounting, or not give
 * these credentials access to the other repository. Then the blob can still be uploaded.
 */
export async function mount({ registry, name }: Repository, from: Repository, digest: string): Promise<boolean> {
  const { transport } = registry;
  const scopes = [registry.scope(name), from.registry.scope(from.name)];
  const query = `mount=${encodeURIComponent(digest)}&from=${encodeURIComponent(from.name)}`;
  const url = `${registry.path(name)}/blobs/uploads/?${query}`;
  const asked = `mount ${digest} from ${from.name} into ${name}`;
  try {
    const started = await transport.send(
      { method: "POST", url, scopes, headers: NO_BODY, expect: isFinal, asked },
      async (response) => {
        response.discard();
        if (response.status === 201) return "mounted";
        return response.status === 202 ? uploadUrl(response, registry.host) : undefined;
      },
    );
    // Some registries claim to have mounted a layer that they do not have, and then refuse the manifest.
    if (started === "mounted") return (await registry.findBlob(name, digest)) !== undefined;
    if (started !== undefined) await cancelUpload({ registry, name }, started);
  } catch (error) {
    transport.retryPolicy.signal?.throwIfAborted();
    if (!(error instanceof RegistryError)) throw error;
    transport.retryPolicy.log.debug(error.message);
  }
  return false;
}

/** A server that cannot mount may respond with 500. Other server errors are retried before all bytes are uploaded. */
function isFinal(status: number): boolean {
  return status < 400 || status === 500 || status === 501;
}
