// The requests an upload is made of (OCI Distribution Specification 1.1, "Pushing blobs"): open it, or mount the blob from
// a sibling repository; send all bytes at once under their digest, or send them first and name the digest afterwards.
import { type Guard, storing } from "./guard.ts";
import { type Place, placeName } from "./place.ts";
import { uploadUrl } from "./registry.ts";
import { persist } from "./retry.ts";

type Named = { readonly digest: string; readonly size: number };

const BYTES = { "content-type": "application/octet-stream" };
const NO_BODY = { "content-length": "0" };

/** Opens an upload and resolves with the URL that takes its bytes. */
export async function openUpload({ registry, name }: Place, guard: Guard): Promise<URL> {
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

/** Asks a registry to take a blob from another of its repositories. False where it declines, which it may without a reason. */
export async function mount({ registry, name }: Place, from: Place, digest: string): Promise<boolean> {
  const scopes = [registry.scope(name), from.registry.scope(from.name)];
  const query = `mount=${encodeURIComponent(digest)}&from=${encodeURIComponent(from.name)}`;
  const url = `${registry.path(name)}/blobs/uploads/?${query}`;
  const asked = `mount ${digest} from ${from.name} into ${name}`;
  const begun = await registry.transport.send(
    { method: "POST", url, scopes, headers: NO_BODY, expect: [201, 202], asked },
    async (answer) => {
      await answer.body?.cancel();
      return answer.status === 201 ? undefined : uploadUrl(answer, registry.host);
    },
  );
  if (begun === undefined) return true;
  await endUpload({ registry, name }, begun);
  return false;
}

/** Ends an upload that is not wanted. Uploads that are not ended lapse by themselves, and not every registry can end one. */
export async function endUpload({ registry, name }: Place, upload: URL): Promise<void> {
  const { transport } = registry;
  const guard = transport.guard();
  try {
    const answer = await transport.sendOnce(
      { method: "DELETE", url: upload, scopes: [registry.scope(name)], expect: [204], asked: "end an upload" },
      guard,
    );
    await answer.body?.cancel();
  } catch (error) {
    transport.patience.log.debug(String(error));
  } finally {
    guard.end();
  }
}

/** Sends a blob whose digest and size are known: one request, complete when it is answered. */
export async function sendNamed(
  { registry, name }: Place,
  { digest, size }: Named,
  upload: URL,
  body: AsyncIterable<Uint8Array>,
  guard: Guard,
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
  { registry, name }: Place,
  upload: URL,
  body: AsyncIterable<Uint8Array>,
  guard: Guard,
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
export async function nameUpload(place: Place, { digest, size }: Named, upload: URL, stop: AbortSignal): Promise<void> {
  const { registry, name } = place;
  const { transport } = registry;
  let asked = 0;
  await persist(transport.patience, async () => {
    if (asked++ > 0 && (await registry.findBlob(name, digest)) !== undefined) return;
    const guard = transport.guard(stop, storing(size));
    try {
      const answer = await transport.sendOnce(
        {
          method: "PUT",
          url: withDigest(upload, digest),
          scopes: [registry.scope(name)],
          headers: NO_BODY,
          expect: [200, 201, 204],
          asked: `complete the layer ${digest} in ${placeName(place)}`,
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
