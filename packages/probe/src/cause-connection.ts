// Causes below HTTP: names, addresses, connections, TLS.
import { bareHost } from "./address.ts";
import type { Explain, Facts } from "./cause.ts";
import type { ProbeFailureCode } from "./observation.ts";

type BelowHttp = Exclude<
  ProbeFailureCode,
  "not-http" | "bad-redirect" | "too-many-redirects" | "timeout-body" | "body-broken" | "body-too-long"
>;

const at = ({ url, where, port }: Facts): string =>
  where === bareHost(url) ? `${where} port ${port}` : `${url.hostname} port ${port} (${where})`;
const detail = ({ observation }: Facts): string => observation.trouble?.detail ?? "";
const showCertificate = ({ url, port }: Facts): string =>
  `\`openssl s_client -connect ${url.hostname}:${port} -servername ${url.hostname}\` shows it.`;

export const connectionCauses: Readonly<Record<BelowHttp, Explain>> = {
  "name-not-found": ({ url }) => ({
    cause: "name-not-found",
    explanation: `The name ${url.hostname} does not resolve: it has no DNS record and no entry in this machine's hosts file.`,
    remedy:
      "Check the spelling of the host, and that its record exists on the DNS server of this runner; names of compose services resolve only inside their network. The check connects directly and does not work on a runner that needs a proxy (HTTPS_PROXY).",
  }),
  "name-lookup-failed": (facts) => ({
    cause: "name-lookup-failed",
    explanation: `This machine could not look up the name ${facts.url.hostname}: its DNS server did not answer (${detail(facts)}).`,
    remedy:
      "Check the runner's network and its /etc/resolv.conf; the application may be healthy. The check connects directly and does not work on a runner that needs a proxy (HTTPS_PROXY).",
  }),
  "timeout-name": ({ url, policy }) => ({
    cause: "timeout-name",
    explanation: `Resolving the name ${url.hostname} took longer than ${policy.timeoutSeconds} s.`,
    remedy: "Check the runner's DNS servers; the application may be healthy.",
  }),
  "address-not-allowed": (facts) => ({
    cause: "address-not-allowed",
    explanation: `${detail(facts)}, so no connection was made.`.replace(/^./, (first) => first.toUpperCase()),
    remedy:
      "Check the DNS record of this name. A link-local or metadata address is only checked if health-url names the address itself, because otherwise the owner of the name would decide what this machine reveals.",
  }),
  unreachable: (facts) => ({
    cause: "unreachable",
    explanation: `This machine has no network route to ${at(facts)}: ${detail(facts)}.`,
    remedy:
      "Check that the runner is in the right network (VPN, private subnet) and that the address is correct; the check connects directly, without a proxy.",
  }),
  "timeout-connect": (facts) => ({
    cause: "timeout-connect",
    explanation: `No server at ${at(facts)} accepted the connection within ${facts.policy.timeoutSeconds} s; a firewall or security group drops it, or the machine is off.`,
    remedy:
      "Open the port for this runner's address, or run the check from a runner inside that network; the check connects directly, without a proxy.",
  }),
  refused: (facts) => ({
    cause: "refused",
    explanation: `Nothing listens at ${at(facts)}: the connection was refused.`,
    remedy:
      "Check that the container runs (`docker ps -a`, `docker logs`), that it publishes this port, and that the application listens on 0.0.0.0 and not only on 127.0.0.1 inside the container.",
  }),
  reset: (facts) => ({
    cause: "reset",
    explanation: `A server at ${at(facts)} accepted the connection and closed it without an answer: the application behind the port is still starting, is crashing, or listens only inside its container.`,
    remedy:
      "Read the container's log and its restart count (`docker ps`, `docker logs`); if it just starts slowly, raise max-attempts or initial-wait.",
  }),
  "timeout-tls": (facts) => ({
    cause: "timeout-tls",
    explanation: `A server at ${at(facts)} accepted the connection but did not finish the TLS handshake within ${facts.policy.timeoutSeconds} s; it may not speak TLS at all.`,
    remedy: "Check that this port is the https port, or write http:// if it is not.",
  }),
  "tls-to-plain-port": (facts) => ({
    cause: "tls-to-plain-port",
    explanation: `The URL says https, but ${at(facts)} does not speak TLS; most likely it speaks plain HTTP.`,
    remedy: `Write http:// in the URL, or use the port that speaks TLS.`,
  }),
  "tls-failed": (facts) => ({
    cause: "tls-failed",
    explanation: `The TLS handshake with ${at(facts)} failed: ${detail(facts)}.`,
    remedy: `Check the TLS versions, the ciphers and whether the server requires a client certificate; ${showCertificate(facts)}`,
  }),
  "tls-untrusted": (facts) => ({
    cause: "tls-untrusted",
    explanation: `The certificate of ${facts.url.hostname} is not signed by an authority that this machine trusts, or the server does not send the intermediate certificate (${detail(facts)}).`,
    remedy: `Serve the full chain; for a private authority, install its certificate on the runner or set NODE_EXTRA_CA_CERTS. ${showCertificate(facts)}`,
  }),
  "tls-self-signed": (facts) => ({
    cause: "tls-self-signed",
    explanation: `The certificate of ${facts.url.hostname} is self-signed, so the server's identity cannot be verified.`,
    remedy: `Serve a certificate from an authority, or set NODE_EXTRA_CA_CERTS to this one on the runner. ${showCertificate(facts)}`,
  }),
  "tls-expired": (facts) => ({
    cause: "tls-expired",
    explanation: `The TLS certificate of ${facts.url.hostname} (or another one in its chain) has expired.`,
    remedy: `Renew it and reload the server. ${showCertificate(facts)}`,
  }),
  "tls-not-yet-valid": (facts) => ({
    cause: "tls-not-yet-valid",
    explanation: `The TLS certificate of ${facts.url.hostname} is not valid yet: its start date is in the future, or a clock is wrong.`,
    remedy: `Compare the clocks of this runner and of the server. ${showCertificate(facts)}`,
  }),
  "tls-no-certificate": (facts) => ({
    cause: "tls-no-certificate",
    explanation: `The server at ${at(facts)} ended the TLS handshake because it has no certificate for ${facts.url.hostname} (${detail(facts)}).`,
    remedy: `Check that this host name is configured there and that its certificate has been issued: a server that obtains certificates itself (Caddy, Traefik) needs DNS, port 80 or 443, and some time. ${showCertificate(facts)}`,
  }),
  "tls-wants-certificate": (facts) => ({
    cause: "tls-wants-certificate",
    explanation: `The server at ${at(facts)} requires a client certificate (${detail(facts)}), which the check does not support.`,
    remedy:
      "Serve the health endpoint without client certificates, or check a port or path inside the network that does not require one.",
  }),
  "tls-wrong-name": (facts) => ({
    cause: "tls-wrong-name",
    explanation: `The TLS certificate is for other names than ${facts.url.hostname} (${detail(facts)}).`,
    remedy: `Use a host name from the certificate, or serve a certificate for this name. ${showCertificate(facts)}`,
  }),
  "plain-to-tls-port": (facts) => ({
    cause: "plain-to-tls-port",
    explanation: `The URL says http, but ${at(facts)} speaks TLS.`,
    remedy: "Write https:// in the URL, or use the port that speaks plain HTTP.",
  }),
  "timeout-first-byte": (facts) => ({
    cause: "timeout-first-byte",
    explanation: `A server at ${at(facts)} accepted the connection but had not sent the first byte of an answer after ${facts.policy.timeoutSeconds} s: it hangs, most often waiting for a database or a free worker.`,
    remedy: "Read the application's log; if the endpoint is expected to be slow, raise timeout-seconds.",
  }),
  failed: (facts) => ({
    cause: "failed",
    explanation: `The connection to ${at(facts)} failed: ${detail(facts)}.`,
    remedy: "Try the URL with `curl -v` on this runner.",
  }),
};
