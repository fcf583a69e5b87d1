// Finds out what a registry has without downloading it: with HEAD, and with GET if a server refuses HEAD or responds to it
// with 404, which some do for things that exist. Only a plain 404 from the registry itself, to the given credentials, means
// that something does not exist: treating any other response as absence would overwrite what could not be seen.
import { cut, oneLine } from "@deploy-actions/untrusted/text";
import { z } from "zod/mini";
import { readErrorBody } from "../http/body.ts";
import { endpointOf } from "../http/endpoint.ts";
import { RegistryError } from "../http/error.ts";
import { parseJson } from "../http/json.ts";
import type { HttpResponse } from "../http/response.ts";
import { MANIFEST_TYPES } from "./manifest.ts";
import type { Receive, Transport } from "./transport.ts";

export type Lookup = {
  readonly url: string;
  readonly scopes: readonly string[];
  /** As written in references, for messages. */
  readonly what: string;
};

export const ACCEPT_MANIFESTS = MANIFEST_TYPES.join(", ");
/** A manifest of another type occupies its name too. Without this a registry may respond with 404 to it. */
const ACCEPT_ANYTHING = `${ACCEPT_MANIFESTS}, */*`;

/** Whatever else a registry states, the manifest itself says which digest it has. */
const DIGEST = /^(?:sha256:[0-9a-f]{64}|sha512:[0-9a-f]{128})$/;

/** A missing login is handled elsewhere and the rest is transient. Any other error may only concern HEAD. */
const NOT_ABOUT_HEAD: readonly number[] = [401, 408, 425, 429, 502, 503, 504];
const mayBeAboutHead = (status: number): boolean => status >= 400 && !NOT_ABOUT_HEAD.includes(status);

/** The digest of a manifest, or undefined if it does not exist. `digestOf` computes it from a complete response. */
export async function lookUpManifest(
  transport: Transport,
  { url, scopes, what }: Lookup,
  digestOf: Receive<string>,
): Promise<string | undefined> {
  const request = { url, scopes, asked: `say which digest ${what} has` };
  const stated = await transport.send(
    {
      ...request,
      method: "HEAD",
      headers: { accept: ACCEPT_MANIFESTS },
      expect: (status) => status === 200 || mayBeAboutHead(status),
    },
    async ({ status, headers }) => (status === 200 ? headers.get("docker-content-digest") : null),
  );
  if (stated !== null && DIGEST.test(stated)) return stated;
  return transport.send(
    { ...request, method: "GET", headers: { accept: ACCEPT_ANYTHING }, expect: [200, 404] },
    async (response, stallTimer) => {
      if (response.status === 200) return digestOf(response, stallTimer);
      const doubt = doubtAbout404(response, await readErrorBody(response, stallTimer), transport.host, what);
      if (doubt !== undefined) throw doubt;
      return undefined;
    },
  );
}

/** The size of a blob in bytes (NaN if the registry does not say), or undefined if it does not exist. */
export async function lookUpBlob(transport: Transport, lookup: Lookup, digest: string): Promise<number | undefined> {
  const { url, scopes, what } = lookup;
  const found = await transport.send(
    {
      ...{ url, scopes, method: "HEAD", asked: `say whether it has the layer ${what}` },
      expect: (status) => status === 200 || mayBeAboutHead(status),
    },
    async ({ status, headers }) => ({ status, size: statedSize(headers.get("content-length"), digest) }),
  );
  // A wrong 404 only means that the layer is uploaded again, so it is not checked with GET.
  if (found.status === 404) return undefined;
  return found.status === 200 ? found.size : requestFirstByte(transport, lookup, digest);
}

/** Requests the first byte of a blob. Returns its size as {@link lookUpBlob} does. Throws if it cannot be read. */
export async function requestFirstByte(
  transport: Transport,
  { url, scopes, what }: Lookup,
  digest: string,
): Promise<number | undefined> {
  const headers = { range: "bytes=0-0" };
  const request = { method: "GET", url, scopes, headers, asked: `send the layer ${what}` } as const;
  return transport.send({ ...request, expect: [200, 206, 404, 416] }, async (response) => {
    const { status } = response;
    response.discard();
    if (status === 404) return undefined;
    const [, total = null] = /\/(\d+)$/.exec(response.headers.get("content-range") ?? "") ?? [];
    return statedSize(status === 200 ? response.headers.get("content-length") : total, digest);
  });
}

const EMPTY_BLOB = /^sha(?:256:e3b0c44298fc1c149afbf4c8996fb924|512:cf83e1357eefb8bdf1542850d66d8007)/;

/** Servers that omit the length of a response without a body may write 0 instead. */
function statedSize(length: string | null, digest: string): number {
  const size = length === null ? Number.NaN : Number(length);
  return size === 0 && !EMPTY_BLOB.test(digest) ? Number.NaN : size;
}

const Refused = z.object({
  errors: z.array(z.object({ code: z.enum(["UNAUTHORIZED", "DENIED"]) })).check(z.minLength(1)),
});

/** Why a 404 does not prove that something does not exist, or undefined if it does. */
function doubtAbout404(response: HttpResponse, body: string, host: string, what: string): RegistryError | undefined {
  const { origin, host: responding } = response.url;
  if (origin !== endpointOf(host).origin) {
    return unclear(
      `${host} redirected the request for ${what} to ${responding}, which does not get the credentials and responded with HTTP 404`,
      `Name the registry by the host that stores the image, which may be ${responding}.`,
    );
  }
  if (!Refused.safeParse(parseJson(body)).success) return undefined;
  return unclear(
    `${host} refused to say which digest ${what} has (HTTP 404: ${cut(oneLine(body), 300)})`,
    `Allow the credentials for ${host} to pull from this repository.`,
  );
}

function unclear(message: string, next: string): RegistryError {
  return new RegistryError({
    reason: "denied",
    message: `${message}.`,
    state: "Nothing was changed there. What cannot be seen is not assumed to be absent.",
    next,
    status: 404,
  });
}
