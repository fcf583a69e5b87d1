// Where the challenge of a registry sends a client for its token, and whether a secret may go there.
import { endpointOf, trusted } from "../http/endpoint.ts";
import { RegistryError } from "../http/error.ts";
import type { Challenge } from "./challenge.ts";

/** The token service a registry names. It may be elsewhere (Docker Hub's is), but never in the open. */
export function realmOf({ parameters }: Challenge, host: string): URL {
  const { realm = "" } = parameters;
  const url = URL.parse(realm);
  if (url === null) throw unreadable(host, `names "${realm.slice(0, 100)}" as its token service`);
  return trusted(url, host);
}

/** The same for a refresh token, which is the registry's own and goes back to nobody else. */
export function ownRealmOf(challenge: Challenge, host: string): URL {
  const url = realmOf(challenge, host);
  if (url.origin === endpointOf(host).origin) return url;
  throw unreadable(host, `names ${url.origin} as its token service, which is another host`);
}

export function unreadable(host: string, what: string): RegistryError {
  return new RegistryError({
    reason: "rejected",
    message: `${host} ${what}.`,
    state: "Nothing was changed.",
    next: `Check that ${host} is the registry you mean, and not a proxy or a sign-in page before it.`,
  });
}
