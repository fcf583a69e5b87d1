// A registry as this library uses it: manifests by tag or digest, and blobs (OCI Distribution Specification 1.1).
import { readBody } from "../http/body.ts";
import { endpointOf, repositoryPath, trusted } from "../http/endpoint.ts";
import { RegistryError } from "../http/error.ts";
import type { StallTimer } from "../http/stall.ts";
import { ACCEPTED, firstByte, lookUpBlob, lookUpManifest, type Subject } from "./existence.ts";
import { digestLike, MANIFEST_TYPES, type Manifest } from "./manifest.ts";
import { openTransport, type RegistryOptions, type Transport } from "./transport.ts";

export type Registry = {
  readonly host: string;
  readonly transport: Transport;
  /** The digest behind a tag or digest, or undefined where the registry clearly says that there is none. */
  resolveDigest(name: string, reference: string): Promise<string | undefined>;
  /** The manifest with the bytes the registry keeps. Throws {@link RegistryError} `not-found`. */
  getManifest(name: string, reference: string): Promise<Manifest>;
  /** Writes a manifest under a tag or its digest. What it points at must be there. */
  putManifest(name: string, reference: string, manifest: Manifest): Promise<void>;
  /** The blob's size in bytes (NaN where the registry does not say), or undefined when it is not there. Asked once, as long as it is there. */
  findBlob(name: string, digest: string): Promise<number | undefined>;
  /** Whether it begins to give a blob's bytes; asks for the first one only. Throws only where the run was cancelled. */
  canReadBlob(name: string, digest: string): Promise<boolean>;
  /** Remembers a blob that was just brought there. */
  rememberBlob(name: string, digest: string, size: number): void;
  /** The path of a repository below the origin, for example `/v2/acme/app`. */
  path(name: string): string;
  /** What a token must allow for this repository. */
  scope(name: string): string;
};

/** Manifests are small; registries are asked to take 4 MiB, and none of ours should be near it. */
const LARGEST_MANIFEST = 8 * 1024 * 1024;

/**
 * A registry to read from (`access: "pull"`) or to write to as well (`"push"`). The access is asked for from the start,
 * because GHCR refuses a pull token for a package that the first push has yet to create.
 */
export function connect(options: RegistryOptions & { readonly access: "pull" | "push" }): Registry {
  const { host, access } = options;
  const transport = openTransport(options);
  const { send } = transport;
  const blobs = new Map<string, number>();
  const path = (name: string): string => `/v2/${repositoryPath(host, name)}`;
  const scope = (name: string): string =>
    `repository:${repositoryPath(host, name)}:${access === "push" ? "pull,push" : "pull"}`;
  const subject = (name: string, kind: "manifests" | "blobs", reference: string): Subject => ({
    url: `${path(name)}/${kind}/${reference}`,
    scopes: [scope(name)],
    what: written(name, reference),
  });

  /** The manifest in an answer. Throws where its bytes are not those that were promised. */
  const reading = (name: string, reference: string) => async (answer: Response, guard: StallTimer) => {
    const bytes = await readBody(answer, LARGEST_MANIFEST, guard);
    const digest = digestLike(reference, bytes);
    const promised = isDigest(reference) ? reference : answer.headers.get("docker-content-digest");
    if (promised !== null && digestLike(promised, bytes) !== promised) {
      throw mismatch(host, written(name, reference), promised, digestLike(promised, bytes));
    }
    if (promised === null && !isDocument(bytes)) throw noManifest(host, written(name, reference));
    return { digest, mediaType: mediaTypeOf(answer, bytes), bytes };
  };

  return {
    host,
    transport,
    path,
    scope,
    getManifest(name, reference) {
      const { url, scopes, what } = subject(name, "manifests", reference);
      const headers = { accept: ACCEPTED };
      const ask = { method: "GET", url, scopes, headers, expect: [200], asked: `give the manifest ${what}` } as const;
      return send(ask, reading(name, reference));
    },
    resolveDigest(name, reference) {
      const read = reading(name, reference);
      const digestOf = async (answer: Response, guard: StallTimer) => (await read(answer, guard)).digest;
      return lookUpManifest(transport, subject(name, "manifests", reference), digestOf);
    },
    async putManifest(name, reference, { bytes, mediaType, digest }) {
      const url = `${path(name)}/manifests/${reference}`;
      const asked = `take the manifest ${written(name, reference)}`;
      const headers = { "content-type": mediaType };
      const stored = await send(
        { method: "PUT", url, scopes: [scope(name)], headers, body: bytes, expect: [200, 201, 202], asked },
        async (answer) => {
          await answer.body?.cancel();
          return answer.headers.get("docker-content-digest");
        },
      );
      if (stored !== null && stored !== digest && stored !== digestLike(stored, bytes)) {
        throw mismatch(host, written(name, reference), digest, stored);
      }
    },
    async findBlob(name, digest) {
      const known = blobs.get(`${name} ${digest}`);
      if (known !== undefined) return known;
      const size = await lookUpBlob(transport, subject(name, "blobs", digest), digest);
      if (size !== undefined) blobs.set(`${name} ${digest}`, size);
      return size;
    },
    async canReadBlob(name, digest) {
      try {
        return (await firstByte(transport, subject(name, "blobs", digest), digest)) !== undefined;
      } catch (error) {
        transport.retryPolicy.signal?.throwIfAborted();
        transport.retryPolicy.log.debug(String(error));
        return false;
      }
    },
    rememberBlob: (name, digest, size) => void blobs.set(`${name} ${digest}`, size),
  };
}

/** The URL a registry named for an upload, relative to what was `asked`. Its query is opaque. */
export function uploadUrl(answer: Response, host: string, asked = endpointOf(host)): URL {
  const location = answer.headers.get("location");
  const url = location === null ? null : URL.parse(location, asked.href);
  if (url === null) {
    throw new RegistryError({
      reason: "rejected",
      message: `${host} opened an upload without saying where to send it.`,
      state: "Nothing was uploaded.",
      next: `Check that ${host} is an OCI registry.`,
    });
  }
  return trusted(url, host);
}

function mismatch(host: string, what: string, promised: string, found: string): RegistryError {
  return new RegistryError({
    reason: "digest-mismatch",
    message: `${host} gave bytes for ${what} whose digest is ${found}, not ${promised}.`,
    state: "The bytes were not used.",
    next: `Look at what stands between the runner and ${host} (a proxy, a cache); if nothing does, the registry's storage is damaged and the image must be pushed again.`,
  });
}

/** A sign-in page answers 200 to everything; what it says is nobody's image. */
function noManifest(host: string, what: string): RegistryError {
  return new RegistryError({
    reason: "rejected",
    message: `${host} answered the question for ${what} with something that is not a manifest.`,
    state: "Nothing was changed there.",
    next: `Check that ${host} is the registry you mean, and not a proxy or a sign-in page before it.`,
  });
}

function isDocument(bytes: Uint8Array): boolean {
  try {
    const document: unknown = JSON.parse(new TextDecoder().decode(bytes));
    return typeof document === "object" && document !== null;
  } catch {
    return false;
  }
}

function isDigest(reference: string): boolean {
  return reference.includes(":");
}

/** A repository with a tag or digest, as references write it. */
export function written(name: string, reference: string): string {
  return `${name}${isDigest(reference) ? "@" : ":"}${reference}`;
}

/** The type the registry states, or, where it states something general, the one the document states itself. */
function mediaTypeOf(answer: Response, bytes: Uint8Array): string {
  const stated = answer.headers.get("content-type")?.split(";")[0]?.trim() ?? "";
  if (MANIFEST_TYPES.some((type) => type === stated)) return stated;
  const own = /"mediaType"\s*:\s*"([^"]+)"/.exec(new TextDecoder().decode(bytes))?.[1];
  return MANIFEST_TYPES.find((type) => type === own) ?? stated;
}
