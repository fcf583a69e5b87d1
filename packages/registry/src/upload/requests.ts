// The requests an upload is made of (OCI Distribution Specification 1.1, "Pushing blobs"): open it, or mount the blob from
// a sibling repository; send all bytes at once under their digest, or send them first and name the digest afterwards.

import { type Repository, repositoryName } from "../client/place.ts";
import { uploadUrl } from "../client/registry.ts";
import { RegistryError } from "../http/error.ts";
import { withRetry } from "../http/retry.ts";
import { type StallTimer, storageFactor } from "../http/stall.ts";

type Named = { readonly digest: string; readonly size: number };

const BYTES = { "content-type": "application/octet-stream" };
const NO_BODY = { "content-length": "0" };

/** Opens an upload and resolves with the URL that takes its bytes. */
export async function openUpload({ registry, name }: Repository, guard: StallTimer): Promise<URL> {
  const answer = await registry.transport.sendOnce(
    {
      method: "POST",
      url: `${registry.path(name)}/blobs/uploads/`,
      scopes: [registry.scope(name)],
      headers: NO_BODY,
      expect: [202],
      asked: `open an upload to ${name}`,
    },
    guard,
  );
  await answer.body?.cancel();
  return uploadUrl(answer, registry.host);
}

/**
 * Asks a registry to take a blob from another of its repositories. False where it does not, for whatever reason: it may
 * decline, not know mounting, or not let these credentials see the other repository, and then the blob can be sent.
 */
export async function mount({ registry, name }: Repository, from: Repository, digest: string): Promise<boolean> {
  const { transport } = registry;
  const scopes = [registry.scope(name), from.registry.scope(from.name)];
  const query = `mount=${encodeURIComponent(digest)}&from=${encodeURIComponent(from.name)}`;
  const url = `${registry.path(name)}/blobs/uploads/?${query}`;
  const asked = `mount ${digest} from ${from.name} into ${name}`;
  try {
    const begun = await transport.send(
      { method: "POST", url, scopes, headers: NO_BODY, expect: isFinal, asked },
      async (answer) => {
        await answer.body?.cancel();
        if (answer.status === 201) return "mounted";
        return answer.status === 202 ? uploadUrl(answer, registry.host) : undefined;
      },
    );
    // Some say so of a layer that they do not have then, and refuse the manifest.
    if (begun === "mounted") return (await registry.findBlob(name, digest)) !== undefined;
    if (begun !== undefined) await endUpload({ registry, name }, begun);
  } catch (error) {
    transport.retryPolicy.signal?.throwIfAborted();
    if (!(error instanceof RegistryError)) throw error;
    transport.retryPolicy.log.debug(error.message);
  }
  return false;
}

/** A server that cannot mount may say so with 500; other faults of its are worth a second attempt before all bytes travel. */
function isFinal(status: number): boolean {
  return status < 400 || status === 500 || status === 501;
}

/** Ends an upload that is not wanted. Uploads that are not ended lapse by themselves, and not every registry can end one. */
export async function endUpload({ registry, name }: Repository, upload: URL): Promise<void> {
  const { transport } = registry;
  const guard = transport.guard();
  try {
    const answer = await transport.sendOnce(
      { method: "DELETE", url: upload, scopes: [registry.scope(name)], expect: [204], asked: "end an upload" },
      guard,
    );
    await answer.body?.cancel();
  } catch (error) {
    transport.retryPolicy.log.debug(String(error));
  } finally {
    guard.end();
  }
}

/** Sends a blob whose digest and size are known: one request, complete when it is answered. */
export async function sendNamed(
  { registry, name }: Repository,
  { digest, size }: Named,
  upload: URL,
  body: AsyncIterable<Uint8Array>,
  guard: StallTimer,
): Promise<void> {
  const answer = await registry.transport.sendOnce(
    {
      method: "PUT",
      url: withDigest(upload, digest),
      scopes: [registry.scope(name)],
      headers: { ...BYTES, "content-length": String(size) },
      body,
      expect: [200, 201, 204],
      asked: `take the layer ${digest} for ${name}`,
    },
    guard,
  );
  await answer.body?.cancel();
}

/**
 * Sends a blob whose digest is not known yet, as one request of unknown length, and resolves with the URL that completes
 * it. The specification has no such request, but docker and podman push by it, so that registries take it.
 */
export async function sendUnnamed(
  { registry, name }: Repository,
  upload: URL,
  body: AsyncIterable<Uint8Array>,
  guard: StallTimer,
): Promise<URL> {
  const answer = await registry.transport.sendOnce(
    {
      method: "PATCH",
      url: upload,
      scopes: [registry.scope(name)],
      headers: BYTES,
      body,
      expect: [200, 201, 202, 204],
      asked: `take a layer for ${name}`,
    },
    guard,
  );
  await answer.body?.cancel();
  return answer.headers.has("location") ? uploadUrl(answer, registry.host, upload) : upload;
}

/** Completes an upload under its digest. Safe to repeat: where an answer was lost, the blob is looked for. */
export async function nameUpload(
  repository: Repository,
  { digest, size }: Named,
  upload: URL,
  stop: AbortSignal,
): Promise<void> {
  const { registry, name } = repository;
  const { transport } = registry;
  let asked = 0;
  await withRetry(transport.retryPolicy, async () => {
    if (asked++ > 0 && (await registry.findBlob(name, digest)) !== undefined) return;
    const guard = transport.guard(stop, storageFactor(size));
    try {
      const answer = await transport.sendOnce(
        {
          method: "PUT",
          url: withDigest(upload, digest),
          scopes: [registry.scope(name)],
          headers: NO_BODY,
          expect: [200, 201, 204],
          asked: `complete the layer ${digest} in ${repositoryName(repository)}`,
        },
        guard,
      );
      await answer.body?.cancel();
    } finally {
      guard.end();
    }
  });
}

/** Joined by hand: a registry's own query is opaque and must come back byte for byte. */
function withDigest(upload: URL, digest: string): URL {
  const url = new URL(upload);
  url.search += `${url.search === "" ? "?" : "&"}digest=${encodeURIComponent(digest)}`;
  return url;
}
