// What the tee does for each request of the push half of the OCI Distribution Specification 1.1.
import { digestLike } from "../client/manifest.ts";
import type { Destinations } from "./destinations.ts";
import type { ManifestStore } from "./received-image.ts";
import { Refusal } from "./refusal.ts";
import type { Route } from "./route.ts";
import type { Incoming, Uploads } from "./uploads.ts";

export type Parts = {
  readonly repository: string;
  readonly fleet: Destinations;
  readonly uploads: Uploads;
  readonly shelf: ManifestStore;
};

export type Request = Incoming & {
  readonly method: string;
  readonly route: Route;
  readonly contentType: string;
  /** The first number of Content-Range, where a chunk says where it belongs. */
  readonly offset: number | undefined;
};

export type Answer = {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
};

/** As registries limit it. */
const LARGEST_MANIFEST = 8 * 1024 * 1024;

/** Throws a {@link Refusal}, or the error of a destination. */
export async function answer(request: Request, parts: Parts): Promise<Answer> {
  const { route } = request;
  switch (route.kind) {
    case "ping":
      return { status: 200, headers: { "docker-distribution-api-version": "registry/2.0" }, body: "{}" };
    case "blob":
      return blob(request, route.digest, parts);
    case "uploads":
      return begin(request, route, parts);
    case "upload":
      return upload(request, route, parts);
    case "manifest":
      return manifest(request, route.reference, parts);
    case "unknown":
      throw new Refusal(404, "NAME_UNKNOWN", "there is nothing here");
  }
}

async function blob({ method }: Request, digest: string, { fleet }: Parts): Promise<Answer> {
  const size = method === "HEAD" ? await fleet.sizeOf(digest) : undefined;
  if (size === undefined) throw new Refusal(404, "BLOB_UNKNOWN", "not everywhere yet");
  return { status: 200, headers: { "content-length": String(size), "docker-content-digest": digest } };
}

async function begin(request: Request, route: Route & { kind: "uploads" }, parts: Parts): Promise<Answer> {
  only(request, "POST");
  const id = parts.uploads.begin(route.mount);
  if (route.digest === undefined) return progress(202, id, 0, parts);
  await parts.uploads.complete(id, route.digest, request);
  return created("blobs", route.digest, parts);
}

async function upload(request: Request, { id, digest }: Route & { kind: "upload" }, parts: Parts): Promise<Answer> {
  const { uploads } = parts;
  switch (request.method) {
    case "PATCH":
      if (request.offset !== undefined && request.offset !== uploads.received(id))
        return progress(416, id, uploads.received(id), parts);
      await uploads.append(id, request);
      return progress(202, id, uploads.received(id), parts);
    case "PUT":
      if (digest === undefined) throw new Refusal(400, "DIGEST_INVALID", "the digest is missing, or not one of SHA-2");
      await uploads.complete(id, digest, request);
      return created("blobs", digest, parts);
    case "GET":
      return progress(204, id, uploads.received(id), parts);
    case "DELETE":
      await uploads.cancel(id, new Refusal(404, "BLOB_UPLOAD_UNKNOWN", "the engine gave it up"));
      return { status: 204 };
    default:
      throw unsupported(request);
  }
}

async function manifest(request: Request, reference: string, parts: Parts): Promise<Answer> {
  const { method, contentType } = request;
  const { shelf } = parts;
  if (method === "PUT") {
    const bytes = await whole(request);
    const digest = digestLike(reference, bytes);
    if (reference.includes(":") && digest !== reference) {
      throw new Refusal(400, "DIGEST_INVALID", `the manifest's digest is ${digest}`);
    }
    shelf.put(reference, { digest, mediaType: contentType, bytes });
    return created("manifests", digest, parts);
  }
  const found = shelf.get(reference);
  if (found === undefined) throw new Refusal(404, "MANIFEST_UNKNOWN", "not pushed yet");
  if (method !== "GET" && method !== "HEAD") throw unsupported(request);
  const { digest, mediaType, bytes } = found;
  return { status: 200, headers: { "content-type": mediaType, "docker-content-digest": digest }, body: bytes };
}

async function whole({ bytes }: Incoming): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of bytes) {
    chunks.push(chunk);
    size += chunk.byteLength;
    if (size > LARGEST_MANIFEST)
      throw new Refusal(413, "SIZE_INVALID", `a manifest has ${LARGEST_MANIFEST} bytes at most`);
  }
  return new Uint8Array(Buffer.concat(chunks));
}

function progress(status: 202 | 204 | 416, id: string, size: number, { repository }: Parts): Answer {
  const headers = {
    location: `/v2/${repository}/blobs/uploads/${id}`,
    range: `0-${Math.max(0, size - 1)}`,
    "docker-upload-uuid": id,
  };
  return { status, headers };
}

function created(kind: "blobs" | "manifests", digest: string, { repository }: Parts): Answer {
  return { status: 201, headers: { location: `/v2/${repository}/${kind}/${digest}`, "docker-content-digest": digest } };
}

function only(request: Request, method: string): void {
  if (request.method !== method) throw unsupported(request);
}

function unsupported({ method }: Request): Refusal {
  return new Refusal(405, "UNSUPPORTED", `${method} is not part of a push`);
}
