// Handles the requests of a push (OCI Distribution Specification 1.1, "Push").
import { digestLike } from "../client/manifest.ts";
import type { Destinations } from "./destinations.ts";
import type { ManifestStore } from "./received-image.ts";
import { Refusal } from "./refusal.ts";
import type { Route } from "./route.ts";
import type { Incoming, Uploads } from "./uploads.ts";

export type Parts = {
  readonly repository: string;
  readonly destinations: Destinations;
  readonly uploads: Uploads;
  readonly manifests: ManifestStore;
};

export type TeeRequest = Incoming & {
  readonly method: string;
  readonly route: Route;
  readonly contentType: string;
  /** The start of Content-Range, if the request has one. */
  readonly offset: number | undefined;
};

export type TeeResponse = {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
};

/** A limit that registries have too. */
const MAX_MANIFEST = 8 * 1024 * 1024;

/** Throws a {@link Refusal}, or the error of a destination. */
export async function handleRequest(request: TeeRequest, parts: Parts): Promise<TeeResponse> {
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
      throw new Refusal(404, "NAME_UNKNOWN", "there is no such endpoint");
  }
}

async function blob({ method }: TeeRequest, digest: string, { destinations }: Parts): Promise<TeeResponse> {
  const size = method === "HEAD" ? await destinations.sizeOf(digest) : undefined;
  if (size === undefined) throw new Refusal(404, "BLOB_UNKNOWN", "not in all registries yet");
  return { status: 200, headers: { "content-length": String(size), "docker-content-digest": digest } };
}

async function begin(request: TeeRequest, route: Route & { kind: "uploads" }, parts: Parts): Promise<TeeResponse> {
  requireMethod(request, "POST");
  const id = parts.uploads.begin(route.mount);
  if (route.digest === undefined) return uploadStatus(202, id, 0, parts);
  await parts.uploads.complete(id, route.digest, request);
  return created("blobs", route.digest, parts);
}

async function upload(
  request: TeeRequest,
  { id, digest }: Route & { kind: "upload" },
  parts: Parts,
): Promise<TeeResponse> {
  const { uploads } = parts;
  switch (request.method) {
    case "PATCH":
      if (request.offset !== undefined && request.offset !== uploads.received(id))
        return uploadStatus(416, id, uploads.received(id), parts);
      await uploads.append(id, request);
      return uploadStatus(202, id, uploads.received(id), parts);
    case "PUT":
      if (digest === undefined)
        throw new Refusal(400, "DIGEST_INVALID", "the digest is missing, or is not a sha256 or sha512 digest");
      await uploads.complete(id, digest, request);
      return created("blobs", digest, parts);
    case "GET":
      return uploadStatus(204, id, uploads.received(id), parts);
    case "DELETE":
      await uploads.cancel(id, new Refusal(404, "BLOB_UPLOAD_UNKNOWN", "the engine cancelled it"));
      return { status: 204 };
    default:
      throw unsupported(request);
  }
}

async function manifest(request: TeeRequest, reference: string, parts: Parts): Promise<TeeResponse> {
  const { method, contentType } = request;
  const { manifests } = parts;
  if (method === "PUT") {
    const bytes = await readManifestBytes(request);
    const digest = digestLike(reference, bytes);
    if (reference.includes(":") && digest !== reference) {
      throw new Refusal(400, "DIGEST_INVALID", `the manifest's digest is ${digest}`);
    }
    manifests.put(reference, { digest, mediaType: contentType, bytes });
    return created("manifests", digest, parts);
  }
  const found = manifests.get(reference);
  if (found === undefined) throw new Refusal(404, "MANIFEST_UNKNOWN", "not pushed yet");
  if (method !== "GET" && method !== "HEAD") throw unsupported(request);
  const { digest, mediaType, bytes } = found;
  return { status: 200, headers: { "content-type": mediaType, "docker-content-digest": digest }, body: bytes };
}

async function readManifestBytes({ bytes }: Incoming): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of bytes) {
    chunks.push(chunk);
    size += chunk.byteLength;
    if (size > MAX_MANIFEST)
      throw new Refusal(413, "SIZE_INVALID", `a manifest may have at most ${MAX_MANIFEST} bytes`);
  }
  return new Uint8Array(Buffer.concat(chunks));
}

function uploadStatus(status: 202 | 204 | 416, id: string, size: number, { repository }: Parts): TeeResponse {
  const headers = {
    location: `/v2/${repository}/blobs/uploads/${id}`,
    range: `0-${Math.max(0, size - 1)}`,
    "docker-upload-uuid": id,
  };
  return { status, headers };
}

function created(kind: "blobs" | "manifests", digest: string, { repository }: Parts): TeeResponse {
  return { status: 201, headers: { location: `/v2/${repository}/${kind}/${digest}`, "docker-content-digest": digest } };
}

function requireMethod(request: TeeRequest, method: string): void {
  if (request.method !== method) throw unsupported(request);
}

function unsupported({ method }: TeeRequest): Refusal {
  return new Refusal(405, "UNSUPPORTED", `${method} is not part of a push`);
}
