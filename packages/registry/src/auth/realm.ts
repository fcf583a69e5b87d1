// The token service that a registry's challenge names, and whether a secret may be sent there.
import { cut, oneLine } from "@deploy-actions/untrusted/text";
import { endpointOf } from "../http/endpoint.ts";
import { RegistryError } from "../http/error.ts";
import type { Network } from "../http/network.ts";
import type { Challenge } from "./challenge.ts";

/** The token service. It may be on another host (Docker Hub's is). */
export function realmOf({ parameters }: Challenge, host: string, network: Network): URL {
  const { realm = "" } = parameters;
  const url = URL.parse(realm);
  if (url === null) {
    throw unexpectedResponse(
      host,
      `names "${cut(oneLine(realm), 100)}" as its token service, which is not a valid URL`,
    );
  }
  network.judge(url, endpointOf(host));
  return url;
}

/** Token services on another host than their registry, each with its source. The realm's host is matched with its port. */
const KNOWN_REALMS: readonly (readonly [registry: RegExp, realm: RegExp])[] = [
  // https://distribution.github.io/distribution/spec/auth/token/
  [/^docker\.io$/, /^auth\.docker\.io$/],
  // https://gitlab.com/gitlab-org/container-registry/-/blob/master/docs/auth-request-flow.md
  [/^registry\.gitlab\.com$/, /^gitlab\.com$/],
  // https://docs.digitalocean.com/products/container-registry/: `www-authenticate` of https://registry.digitalocean.com/v2/
  [/^registry\.digitalocean\.com$/, /^api\.digitalocean\.com$/],
  // https://www.scaleway.com/en/docs/container-registry/: `www-authenticate` of https://rg.fr-par.scw.cloud/v2/
  [/^rg\.[a-z-]+\.scw\.cloud$/, /^api\.scaleway\.com$/],
  // https://www.alibabacloud.com/help/en/acr/: `www-authenticate` of https://registry.cn-hangzhou.aliyuncs.com/v2/
  [
    /^(?:registry\.[a-z0-9-]+|[a-z0-9-]+\.[a-z0-9-]+(?:\.personal)?\.cr)\.aliyuncs\.com$/,
    /^dockerauth(?:-ee)?(?:\.[a-z]{2}-[a-z0-9-]+)?\.aliyuncs\.com$/,
  ],
];

/**
 * Throws unless the credentials of a registry may be sent to its token service: on its own host, on one that is known to belong to
 * it, or on one that an input allows. `trusted` hosts without a port are those of the scheme's default port.
 */
export function requireTrustedRealm(realm: URL, host: string, trusted: readonly string[]): void {
  const own = endpointOf(host);
  // Many registries have their token service on another port: GitLab's registry on :5050, a test registry on loopback.
  const staysEncrypted = realm.protocol === "https:" || realm.protocol === own.protocol;
  if (staysEncrypted && realm.hostname === own.hostname) return;
  const isKnown = KNOWN_REALMS.some(([registry, service]) => registry.test(host) && service.test(realm.host));
  if (isKnown && realm.protocol === "https:") return;
  if (trusted.some((each) => URL.parse(`${realm.protocol}//${each}`)?.host === realm.host)) return;
  throw new RegistryError({
    reason: "rejected",
    message: `${host} names ${realm.host.slice(0, 255)} as its token service, which is another host.`,
    state: "The credentials were not sent there, and nothing was changed.",
    next: `If that token service belongs to this registry, allow it with the line \`${host}=${realm.host.slice(0, 255)}\` in the input \`trusted-hosts\`. If you do not know it, ${host} may be the wrong registry, or one that collects passwords.`,
  });
}

/** The same for a refresh token, which the registry issued and which is only sent back to its own origin. */
export function ownRealmOf(challenge: Challenge, host: string, network: Network): URL {
  const url = realmOf(challenge, host, network);
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
