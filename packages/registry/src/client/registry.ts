// A client for one registry: manifests by tag or digest, and blobs (OCI Distribution Specification 1.1).
import { repositoryPath } from "../http/endpoint.ts";
import { ACCEPT_MANIFESTS, type Lookup, lookUpBlob, lookUpManifest, requestFirstByte } from "./existence.ts";
import { digestLike, type Manifest } from "./manifest.ts";
import { fullReference, readManifest, verifyDigest } from "./manifest-response.ts";
import { openTransport, type RegistryOptions, type Transport } from "./transport.ts";

export type Registry = {
  readonly host: string;
  readonly transport: Transport;
  /** The digest of a tag or digest, or undefined if the registry clearly says that it does not exist. */
  resolveDigest(name: string, reference: string): Promise<string | undefined>;
  /** The manifest, byte for byte. Throws {@link RegistryError} `not-found`. */
  getManifest(name: string, reference: string): Promise<Manifest>;
  /** Stores a manifest under a tag or its digest. Everything it references must be there. */
  putManifest(name: string, reference: string, manifest: Manifest): Promise<void>;
  /** The blob's size in bytes (NaN if the registry does not say), or undefined if it does not exist. Existing blobs are cached. */
  findBlob(name: string, digest: string): Promise<number | undefined>;
  /** Whether a blob can be downloaded. Only requests its first byte. Only throws if the run was cancelled. */
  canReadBlob(name: string, digest: string): Promise<boolean>;
  /** Records that a blob was just uploaded. */
  rememberBlob(name: string, digest: string, size: number): void;
  /** The path of a repository below the origin, for example `/v2/acme/app`. */
  path(name: string): string;
  /** The scope that a token needs for this repository. */
  scope(name: string): string;
};

/** A repository in a registry. */
export type Repository = { readonly registry: Registry; readonly name: string };

/** For example `ghcr.io/acme/app`. */
export function repositoryName({ registry, name }: Repository): string {
  return `${registry.host}/${name}`;
}

export function isSameRegistry(one: Repository, other: Repository): boolean {
  return one.registry.host === other.registry.host;
}

/**
 * A registry to read from (`access: "pull"`) or to write to as well (`"push"`). Push access is requested from the start,
 * because GHCR refuses a pull token for a package that the first push has yet to create.
 */
export function connect(options: RegistryOptions & { readonly access: "pull" | "push" }): Registry {
  const { host, access } = options;
  const transport = openTransport(options);
  const blobs = new Map<string, number>();
  const path = (name: string): string => `/v2/${repositoryPath(host, name)}`;
  const scope = (name: string): string =>
    `repository:${repositoryPath(host, name)}:${access === "push" ? "pull,push" : "pull"}`;
  const lookup = (name: string, kind: "manifests" | "blobs", reference: string): Lookup => ({
    url: `${path(name)}/${kind}/${reference}`,
    scopes: [scope(name)],
    what: fullReference(name, reference),
  });

  return {
    host,
    transport,
    path,
    scope,
    getManifest(name, reference) {
      const { url, scopes, what } = lookup(name, "manifests", reference);
      const request = { method: "GET", url, scopes, headers: { accept: ACCEPT_MANIFESTS }, expect: [200] } as const;
      return transport.send({ ...request, asked: `send the manifest ${what}` }, (response, stallTimer) =>
        readManifest(response, { host, name, reference }, stallTimer),
      );
    },
    resolveDigest(name, reference) {
      return lookUpManifest(transport, lookup(name, "manifests", reference), async (response, stallTimer) => {
        const { digest } = await readManifest(response, { host, name, reference }, stallTimer);
        return digest;
      });
    },
    async putManifest(name, reference, { bytes, mediaType, digest }) {
      const { url, scopes, what } = lookup(name, "manifests", reference);
      const headers = { "content-type": mediaType };
      const request = { method: "PUT", url, scopes, headers, body: bytes, expect: [200, 201, 202] } as const;
      const stored = await transport.send({ ...request, asked: `store the manifest ${what}` }, async (response) => {
        response.discard();
        return response.headers.get("docker-content-digest");
      });
      // The registry may state the digest with another algorithm.
      if (stored !== null && stored !== digestLike(stored, bytes)) verifyDigest(host, what, digest, stored);
    },
    async findBlob(name, digest) {
      const known = blobs.get(`${name} ${digest}`);
      if (known !== undefined) return known;
      const size = await lookUpBlob(transport, lookup(name, "blobs", digest), digest);
      if (size !== undefined) blobs.set(`${name} ${digest}`, size);
      return size;
    },
    async canReadBlob(name, digest) {
      try {
        return (await requestFirstByte(transport, lookup(name, "blobs", digest), digest)) !== undefined;
      } catch (error) {
        transport.retryPolicy.signal?.throwIfAborted();
        transport.retryPolicy.log.debug(String(error));
        return false;
      }
    },
    rememberBlob: (name, digest, size) => void blobs.set(`${name} ${digest}`, size),
  };
}
