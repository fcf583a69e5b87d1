// The connections of one registry or token service: which addresses they may lead to, and the sockets that are kept for reuse. They are not
// shared with another registry, because its answers may lead elsewhere. https://nodejs.org/docs/latest-v24.x/api/http.html#class-httpagent
import { type ClientRequest, Agent as HttpAgent, request as httpRequest } from "node:http";
import { Agent as HttpsAgent, request as httpsRequest } from "node:https";
import { judgedLookup, openReach, type ResolveAll } from "@deploy-actions/untrusted/address";
import { isEncrypted } from "./endpoint.ts";
import { RegistryError } from "./error.ts";

export type Network = {
  /** Throws a {@link RegistryError} if a URL that the answer of `from` names must not be visited. */
  judge(url: URL, from: URL): void;
  /** Starts a request. Its connection is only made to an address that may be used. */
  open(url: URL, options: OpenOptions): ClientRequest;
};

type OpenOptions = {
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
};

export type NetworkOptions = {
  /** Who names URLs, for messages. */
  readonly host: string;
  /** What an input names: the registry's endpoint, a token service, an ID token's URL. */
  readonly input: URL;
  /** Other hosts that inputs name, each `host` or `host:port`. */
  readonly trustedHosts?: readonly string[] | undefined;
  /** Default: the system's resolver. */
  readonly resolve?: ResolveAll | undefined;
};

/** Servers close idle connections, often after 5 s. A request on one that is just being closed would fail. */
const MAX_IDLE_MS = 4000;

export function openNetwork({ host, input, trustedHosts = [], resolve }: NetworkOptions): Network {
  const reach = openReach(input, trustedHosts);
  const proxyEnv = process.env.NODE_USE_ENV_PROXY === "1" ? process.env : undefined;
  const keep = { keepAlive: true, timeout: MAX_IDLE_MS, ...(proxyEnv === undefined ? {} : { proxyEnv }) };
  // Certificates are verified whatever NODE_TLS_REJECT_UNAUTHORIZED says, which an earlier step may have set.
  const agents = { plain: new HttpAgent(keep), tls: new HttpsAgent({ ...keep, rejectUnauthorized: true }) };

  const judge = (url: URL, from: URL): void => {
    const problem = reach.problemWith(url, from) ?? (isEncrypted(url) ? undefined : "is not encrypted");
    if (problem !== undefined) throw refused(host, url, problem);
  };
  return {
    judge,
    open(url, { method, headers, signal }) {
      judge(url, input);
      const lookup = judgedLookup(url, { reach, resolve, refused: (problem) => refused(host, url, problem) });
      const options = { method, headers, signal, lookup };
      return url.protocol === "https:"
        ? httpsRequest(url, { ...options, agent: agents.tls })
        : httpRequest(url, { ...options, agent: agents.plain });
    },
  };
}

/** `problem` follows "which". */
function refused(host: string, url: URL, problem: string): RegistryError {
  const isOwn = url.host === host;
  return new RegistryError({
    reason: "rejected",
    message: isOwn ? `${host} ${problem}.` : `${host} sends this client to ${originOf(url)}, which ${problem}.`,
    state: "Nothing was sent there.",
    next: isOwn
      ? `Check what "${host}" resolves to. To use a link-local address, name the address itself.`
      : `Check that ${host} is the registry you mean. Its answers may only lead to encrypted hosts, and to none that is closer to this machine than ${host} itself: name a host in a private network that belongs to this registry in the input \`trusted-hosts\`. Plain http is only accepted from 127.0.0.0/8, ::1 and localhost, if the registry itself is there.`,
  });
}

/** Without a user. `origin` is "null" for most schemes. A host has no limit of its own. */
function originOf({ protocol, host }: URL): string {
  return `${protocol}//${host.slice(0, 255)}`;
}
