// Brings one blob from a repository to another: there already, mounted within the same registry, or streamed through
// this machine without being kept. The last bytes are sent on only when the digest of the whole is right.
import { createHash } from "node:crypto";
import { asRegistryError } from "./fault.ts";
import type { Guard } from "./guard.ts";
import type { Descriptor } from "./manifest.ts";
import { mismatch, type Registry, uploadUrl } from "./registry.ts";
import { persist } from "./retry.ts";

/** A repository in a registry. */
export type Place = { readonly registry: Registry; readonly name: string };

export type BlobOutcome = "present" | "mounted" | "copied";

/** Silence allowed, as a multiple of the usual, while a registry puts a finished upload away. */
const STORING = 10;

/** Makes sure that `to` has the blob. */
export async function bringBlob(from: Place, to: Place, blob: Descriptor): Promise<BlobOutcome> {
  if (await to.registry.hasBlob(to.name, blob.digest)) return "present";
  const { transport } = to.registry;
  const { log } = transport.patience;
  return persist(transport.patience, async () => {
    const guard = transport.guard(from.registry.host);
    try {
      const location = await openUpload(from, to, blob, guard);
      if (location === "mounted") return "mounted";
      await stream(from, to, blob, location, guard);
      log.info(`${to.registry.host} has ${blob.digest} now (${(blob.size / 1_000_000).toFixed(1)} MB)`);
      return "copied";
    } finally {
      guard.end();
    }
  });
}

/** Asks for a mount where the blob is in the same registry; a registry that declines opens an upload by the same answer. */
async function openUpload(from: Place, to: Place, { digest }: Descriptor, guard: Guard): Promise<URL | "mounted"> {
  const { transport, path, scope, host } = to.registry;
  const sibling = from.registry.host === host && from.name !== to.name;
  const query = sibling ? `?mount=${encodeURIComponent(digest)}&from=${encodeURIComponent(from.name)}` : "";
  const answer = await transport.sendOnce(
    {
      method: "POST",
      url: `${path(to.name)}/blobs/uploads/${query}`,
      scopes: sibling ? [scope(to.name), from.registry.scope(from.name)] : [scope(to.name)],
      headers: { "content-length": "0" },
      expect: sibling ? [201, 202] : [202],
      asked: `open an upload to ${to.name}`,
    },
    guard,
  );
  await answer.body?.cancel();
  return answer.status === 201 ? "mounted" : uploadUrl(answer, host, digest);
}

async function stream(from: Place, to: Place, blob: Descriptor, location: URL, guard: Guard): Promise<void> {
  const source = await from.registry.transport.sendOnce(
    {
      method: "GET",
      url: `${from.registry.path(from.name)}/blobs/${blob.digest}`,
      scopes: [from.registry.scope(from.name)],
      expect: [200],
      asked: `give the layer ${blob.digest} of ${from.name}`,
    },
    guard,
  );
  const answer = await to.registry.transport.sendOnce(
    {
      method: "PUT",
      url: location,
      scopes: [to.registry.scope(to.name)],
      headers: { "content-type": "application/octet-stream", "content-length": String(blob.size) },
      body: ReadableStream.from(verified(source, blob, from.registry.host, guard)),
      expect: [200, 201, 204],
      asked: `take the layer ${blob.digest} for ${to.name}`,
    },
    guard,
  );
  await answer.body?.cancel();
}

/** The blob's bytes, one chunk late, so that a wrong blob is never complete on the other side. */
async function* verified(source: Response, blob: Descriptor, host: string, guard: Guard): AsyncGenerator<Uint8Array> {
  const hash = createHash(blob.digest.startsWith("sha512:") ? "sha512" : "sha256");
  let size = 0;
  let held: Uint8Array | undefined;
  try {
    for await (const chunk of source.body ?? []) {
      guard.touch();
      hash.update(chunk);
      size += chunk.byteLength;
      if (size > blob.size) break;
      if (held !== undefined) yield held;
      held = chunk;
    }
  } catch (error) {
    throw asRegistryError(error, host, guard.signal);
  }
  const found = `${blob.digest.split(":")[0]}:${hash.digest("hex")}`;
  if (found !== blob.digest || size !== blob.size) throw mismatch(host, "a layer", blob.digest, found);
  guard.extend(STORING);
  if (held !== undefined) yield held;
}
