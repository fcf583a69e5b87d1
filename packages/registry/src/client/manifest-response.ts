// Reads the manifest in a response and verifies its digest.
import { readBody } from "../http/body.ts";
import { RegistryError } from "../http/error.ts";
import { parseJson } from "../http/json.ts";
import type { HttpResponse } from "../http/response.ts";
import type { StallTimer } from "../http/stall.ts";
import { digestLike, MANIFEST_TYPES, type Manifest } from "./manifest.ts";

/** Registries are asked to accept at least 4 MiB (OCI Distribution Specification 1.1, "Pushing manifests"). */
const MAX_MANIFEST = 8 * 1024 * 1024;

/** What was requested: `name` and `reference` as passed to the registry. */
export type ManifestRequest = { readonly host: string; readonly name: string; readonly reference: string };

/** The manifest. Throws a {@link RegistryError} `digest-mismatch` if the bytes do not have the requested or stated digest. */
export async function readManifest(
  response: HttpResponse,
  { host, name, reference }: ManifestRequest,
  stallTimer: StallTimer,
): Promise<Manifest> {
  const bytes = await readBody(response, MAX_MANIFEST, stallTimer);
  const expected = isDigest(reference) ? reference : response.headers.get("docker-content-digest");
  const what = fullReference(name, reference);
  if (expected !== null) verifyDigest(host, what, expected, digestLike(expected, bytes));
  else if (!isJsonObject(bytes)) throw notAManifest(host, what);
  return { digest: digestLike(reference, bytes), mediaType: mediaTypeOf(response, bytes), bytes };
}

/** A repository with a tag or digest, as written in references. */
export function fullReference(name: string, reference: string): string {
  return `${name}${isDigest(reference) ? "@" : ":"}${reference}`;
}

export function verifyDigest(host: string, what: string, expected: string, found: string): void {
  if (found === expected) return;
  throw new RegistryError({
    reason: "digest-mismatch",
    message: `${what} from ${host} has the digest ${found} instead of ${expected}.`,
    state: "The bytes were not used.",
    next: `Check what is between the runner and ${host} (a proxy, a cache). If there is nothing, the registry's storage is corrupt and the image must be pushed again.`,
  });
}

/** A sign-in page responds with 200 to everything. */
function notAManifest(host: string, what: string): RegistryError {
  return new RegistryError({
    reason: "rejected",
    message: `${host} responded to the request for ${what} with something that is not a manifest.`,
    state: "Nothing was changed there.",
    next: `Check that ${host} is the registry you mean, rather than a proxy or a sign-in page in front of it.`,
  });
}

function isJsonObject(bytes: Uint8Array): boolean {
  const document = parseJson(bytes);
  return typeof document === "object" && document !== null;
}

function isDigest(reference: string): boolean {
  return reference.includes(":");
}

/** The Content-Type or, if that is a general one, the document's own media type. */
function mediaTypeOf(response: HttpResponse, bytes: Uint8Array): string {
  const stated = response.headers.get("content-type")?.split(";")[0]?.trim() ?? "";
  if (MANIFEST_TYPES.some((type) => type === stated)) return stated;
  const own = /"mediaType"\s*:\s*"([^"]+)"/.exec(new TextDecoder().decode(bytes))?.[1];
  return MANIFEST_TYPES.find((type) => type === own) ?? stated;
}
