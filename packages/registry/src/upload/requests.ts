// The requests of an upload (OCI Distribution Specification 1.1, "Pushing blobs"): open it, then either send all bytes with
// their digest, or send them first and complete the upload with the digest afterwards.
import { type Repository, repositoryName } from "../client/registry.ts";
import { endpointOf } from "../http/endpoint.ts";
import { RegistryError } from "../http/error.ts";
import type { HttpResponse } from "../http/response.ts";
import { withRetry } from "../http/retry.ts";
import { type StallTimer, storageFactor } from "../http/stall.ts";

type KnownBlob = { readonly digest: string; readonly size: number };

const BYTES = { "content-type": "application/octet-stream" };
export const NO_BODY = { "content-length": "0" };

/** Opens an upload and returns the URL to send the bytes to. */
export async function openUpload({ registry, name }: Repository, stallTimer: StallTimer): Promise<URL> {
  const response = await registry.transport.sendOnce(
    {
      method: "POST",
      url: `${registry.path(name)}/blobs/uploads/`,
      scopes: [registry.scope(name)],
      headers: NO_BODY,
      expect: [202],
      asked: `open an upload to ${name}`,
    },
    stallTimer,
  );
  response.discard();
  return uploadUrl(response, registry.host);
}

/** Cancels an upload. One that is not cancelled expires by itself, and not every registry can cancel one, so errors are only logged. */
export async function cancelUpload({ registry, name }: Repository, upload: URL): Promise<void> {
  const { transport } = registry;
  const stallTimer = transport.startStallTimer();
  try {
    const response = await transport.sendOnce(
      { method: "DELETE", url: upload, scopes: [registry.scope(name)], expect: [204], asked: "cancel an upload" },
      stallTimer,
    );
    response.discard();
  } catch (error) {
    transport.retryPolicy.log.debug(String(error));
  } finally {
    stallTimer.stop();
  }
}

/** Opens an upload and cancels it, because push access only shows that way. Throws {@link RegistryError} `denied` or `unauthorized`. */
export async function checkWrite(repository: Repository): Promise<void> {
  const { transport } = repository.registry;
  const upload = await withRetry(transport.retryPolicy, async () => {
    const stallTimer = transport.startStallTimer();
    try {
      return await openUpload(repository, stallTimer);
    } finally {
      stallTimer.stop();
    }
  });
  await cancelUpload(repository, upload);
}

/** Sends a blob of known digest and size in one request, which also completes the upload. */
export async function sendBlob(
  { registry, name }: Repository,
  { digest, size }: KnownBlob,
  upload: URL,
  body: AsyncIterable<Uint8Array>,
  stallTimer: StallTimer,
): Promise<void> {
  const response = await registry.transport.sendOnce(
    {
      method: "PUT",
      url: withDigest(upload, digest),
      scopes: [registry.scope(name)],
      headers: { ...BYTES, "content-length": String(size) },
      body,
      expect: [200, 201, 204],
      asked: `store the layer ${digest} in ${name}`,
    },
    stallTimer,
  );
  response.discard();
}

/**
 * Sends a blob whose digest is not known yet, in one request of unknown length, and returns the URL that completes the
 * upload. The specification does not have such a request, but docker and podman push with it, so registries support it.
 */
export async function sendUnknownBlob(
  { registry, name }: Repository,
  upload: URL,
  body: AsyncIterable<Uint8Array>,
  stallTimer: StallTimer,
): Promise<URL> {
  const response = await registry.transport.sendOnce(
    {
      method: "PATCH",
      url: upload,
      scopes: [registry.scope(name)],
      headers: BYTES,
      body,
      expect: [200, 201, 202, 204],
      asked: `store a layer in ${name}`,
    },
    stallTimer,
  );
  response.discard();
  return response.headers.has("location") ? uploadUrl(response, registry.host, upload) : upload;
}

/** Completes an upload with its digest. Can be repeated: if the response to an earlier attempt was lost, the blob is there. */
export async function completeUpload(
  repository: Repository,
  { digest, size }: KnownBlob,
  upload: URL,
  signal: AbortSignal,
): Promise<void> {
  const { registry, name } = repository;
  const { transport } = registry;
  let attempts = 0;
  await withRetry(transport.retryPolicy, async () => {
    if (attempts++ > 0 && (await registry.findBlob(name, digest)) !== undefined) return;
    const stallTimer = transport.startStallTimer(signal, storageFactor(size));
    try {
      const response = await transport.sendOnce(
        {
          method: "PUT",
          url: withDigest(upload, digest),
          scopes: [registry.scope(name)],
          headers: NO_BODY,
          expect: [200, 201, 204],
          asked: `complete the layer ${digest} in ${repositoryName(repository)}`,
        },
        stallTimer,
      );
      response.discard();
    } finally {
      stallTimer.stop();
    }
  });
}

/** The URL that a registry named for an upload, which may be relative to the `requested` one. Its query is opaque. */
export function uploadUrl(response: HttpResponse, host: string, requested = endpointOf(host)): URL {
  const location = response.headers.get("location");
  const url = location === null ? null : URL.parse(location, requested.href);
  if (url !== null) return url;
  throw new RegistryError({
    reason: "rejected",
    message: `${host} opened an upload without saying where to send it.`,
    state: "Nothing was uploaded.",
    next: `Check that ${host} is an OCI registry.`,
  });
}

/** Appends to the query by hand, because the registry's own part must be sent back byte for byte. */
function withDigest(upload: URL, digest: string): URL {
  const url = new URL(upload);
  url.search += `${url.search === "" ? "?" : "&"}digest=${encodeURIComponent(digest)}`;
  return url;
}
