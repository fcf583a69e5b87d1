// Where a registry is reached: by https, or by plain http on loopback only, the same rule that the Docker engine has.
import { RegistryError } from "./error.ts";

/** The origin of a registry's API. `host` is as written in references: `ghcr.io`, `127.0.0.1:5000`, `docker.io`. */
export function endpointOf(host: string): URL {
  const url = parse(`https://${host === "docker.io" ? "registry-1.docker.io" : host}/`, host);
  if (isLoopback(url)) url.protocol = "http:";
  return url;
}

/** Docker Hub keeps images without an owner under `library/`. Everywhere else the repository is its name. */
export function repositoryPath(host: string, name: string): string {
  return host === "docker.io" && !name.includes("/") ? `library/${name}` : name;
}

/** Whether nobody on the network can read what is sent there. */
export function isEncrypted(url: URL): boolean {
  return url.protocol === "https:" || (url.protocol === "http:" && isLoopback(url));
}

function isLoopback(url: URL): boolean {
  return url.hostname === "localhost" || url.hostname === "[::1]" || /^127\.\d+\.\d+\.\d+$/.test(url.hostname);
}

function parse(text: string, host: string): URL {
  const url = URL.parse(text);
  const extra = url === null ? undefined : url.username + url.password + url.search + url.hash;
  if (url !== null && url.pathname === "/" && extra === "") return url;
  throw new RegistryError({
    reason: "rejected",
    message: `"${host}" is not a valid registry host.`,
    state: "Nothing was sent.",
    next: "Use host or host:port, without scheme and path, for example ghcr.io or myregistry.azurecr.io.",
  });
}
