// The token service that a registry's challenge names, and whether a secret may be sent there.
import { endpointOf, requireEncrypted } from "../http/endpoint.ts";
import { RegistryError } from "../http/error.ts";
import type { Challenge } from "./challenge.ts";

/** The token service. It may be on another host (Docker Hub's is), but must be encrypted. */
export function realmOf({ parameters }: Challenge, host: string): URL {
  const { realm = "" } = parameters;
  const url = URL.parse(realm);
  if (url === null) {
    throw unexpectedResponse(host, `names "${realm.slice(0, 100)}" as its token service, which is not a valid URL`);
  }
  return requireEncrypted(url, host);
}

/** The same for a refresh token, which the registry issued and which is only sent back to its own origin. */
export function ownRealmOf(challenge: Challenge, host: string): URL {
  const url = realmOf(challenge, host);
  if (url.origin === endpointOf(host).origin) return url;
  throw unexpectedResponse(host, `names ${url.origin} as its token service, which is another host`);
}

export function unexpectedResponse(host: string, what: string): RegistryError {
  return new RegistryError({
    reason: "rejected",
    message: `${host} ${what}.`,
    state: "Nothing was changed.",
    next: `Check that ${host} is the registry you mean, rather than a proxy or a sign-in page in front of it.`,
  });
}
