// Causes below HTTP: names, addresses, connections, TLS.
import { bareHost } from "./address.ts";
import type { Explain, Facts } from "./cause.ts";
import type { TroubleCode } from "./observation.ts";

type BelowHttp = Exclude<
  TroubleCode,
  "not-http" | "bad-redirect" | "too-many-redirects" | "timeout-body" | "body-broken" | "body-too-long"
>;

const at = ({ url, where, port }: Facts): string =>
  where === bareHost(url) ? `${where} port ${port}` : `${url.hostname} port ${port} (${where})`;
const said = ({ observation }: Facts): string => observation.trouble?.detail ?? "";
const certificate = ({ url, port }: Facts): string =>
  `\`openssl s_client -connect ${url.hostname}:${port} -servername ${url.hostname}\` shows it.`;

export const connectionCauses: Readonly<Record<BelowHttp, Explain>> = {
  "name-not-found": ({ url }) => ({
    cause: "name-not-found",
    explanation: `The name ${url.hostname} does not resolve: no DNS record and no line in the hosts file of this machine.`,
    remedy:
      "Check the spelling of the host, and that the record exists where this runner asks; names of compose services resolve only inside their network. The check connects directly: a runner that reaches the world only through a proxy (HTTPS_PROXY) cannot make it.",
  }),
  "name-lookup-failed": (facts) => ({
    cause: "name-lookup-failed",
    explanation: `This machine could not ask for the name ${facts.url.hostname}: its name server did not answer (${said(facts)}).`,
    remedy:
      "Check the runner's network and its /etc/resolv.conf; the application may be well. The check connects directly: a runner that reaches the world only through a proxy (HTTPS_PROXY) cannot make it.",
  }),
  "timeout-name": ({ url, policy }) => ({
    cause: "timeout-name",
    explanation: `Resolving the name ${url.hostname} took longer than ${policy.timeoutSeconds} s.`,
    remedy: "Check the runner's name servers; the application may be well.",
  }),
  unreachable: (facts) => ({
    cause: "unreachable",
    explanation: `There is no way from this machine to ${at(facts)}: ${said(facts)}.`,
    remedy:
      "Check that the runner is in the right network (VPN, private subnet) and that the address is the right one; the check connects directly, through no proxy.",
  }),
  "timeout-connect": (facts) => ({
    cause: "timeout-connect",
    explanation: `Nobody took up the connection to ${at(facts)} within ${facts.policy.timeoutSeconds} s; a firewall or security group drops it, or the machine is off.`,
    remedy:
      "Open the port for this runner's address, or run the check from a runner inside that network; the check goes there directly, through no proxy.",
  }),
  refused: (facts) => ({
    cause: "refused",
    explanation: `Nothing listens at ${at(facts)}: the connection was refused.`,
    remedy:
      "Check that the container runs (`docker ps -a`, `docker logs`), that it publishes this port, and that the application listens on 0.0.0.0 and not only on 127.0.0.1 inside the container.",
  }),
  reset: (facts) => ({
    cause: "reset",
    explanation: `Something at ${at(facts)} took the connection and closed it without an answer: the application behind the port is still starting, is crashing, or listens only inside its container.`,
    remedy:
      "Read the container's log and its restart count (`docker ps`, `docker logs`); if it only starts slowly, raise max-attempts or initial-wait.",
  }),
  "timeout-tls": (facts) => ({
    cause: "timeout-tls",
    explanation: `Something at ${at(facts)} took the connection but did not finish the TLS handshake within ${facts.policy.timeoutSeconds} s; it may not speak TLS at all.`,
    remedy: "Check that this port is the https port, or write http:// if it is not.",
  }),
  "tls-to-plain-port": (facts) => ({
    cause: "tls-to-plain-port",
    explanation: `The URL says https, but ${at(facts)} does not speak TLS; most likely it speaks plain HTTP.`,
    remedy: `Write http:// in the URL, or name the port that speaks TLS.`,
  }),
  "tls-failed": (facts) => ({
    cause: "tls-failed",
    explanation: `The TLS handshake with ${at(facts)} failed: ${said(facts)}.`,
    remedy: `Check the TLS versions, the ciphers and whether it wants a client certificate; ${certificate(facts)}`,
  }),
  "tls-untrusted": (facts) => ({
    cause: "tls-untrusted",
    explanation: `The certificate of ${facts.url.hostname} was not signed by anyone this machine trusts, or the server leaves out the intermediate certificate (${said(facts)}).`,
    remedy: `Serve the full chain; for an authority of your own, install its certificate on the runner or name it in NODE_EXTRA_CA_CERTS. ${certificate(facts)}`,
  }),
  "tls-self-signed": (facts) => ({
    cause: "tls-self-signed",
    explanation: `The certificate of ${facts.url.hostname} is self-signed, so nothing proves that it is the right server.`,
    remedy: `Serve a certificate from an authority, or name this one in NODE_EXTRA_CA_CERTS on the runner. ${certificate(facts)}`,
  }),
  "tls-expired": (facts) => ({
    cause: "tls-expired",
    explanation: `The TLS certificate of ${facts.url.hostname} (or one of its chain) has expired.`,
    remedy: `Renew it and reload the server. ${certificate(facts)}`,
  }),
  "tls-not-yet-valid": (facts) => ({
    cause: "tls-not-yet-valid",
    explanation: `The TLS certificate of ${facts.url.hostname} is not valid yet: it is too new, or a clock is wrong.`,
    remedy: `Compare the clocks of this runner and of the server. ${certificate(facts)}`,
  }),
  "tls-no-certificate": (facts) => ({
    cause: "tls-no-certificate",
    explanation: `The server at ${at(facts)} ended the TLS handshake because it has no certificate for ${facts.url.hostname} (${said(facts)}).`,
    remedy: `Check that this host name is configured there and that its certificate has been issued: a server that fetches certificates itself (Caddy, Traefik) needs DNS and port 80 or 443 for it, and some time. ${certificate(facts)}`,
  }),
  "tls-wants-certificate": (facts) => ({
    cause: "tls-wants-certificate",
    explanation: `The server at ${at(facts)} wants a client certificate (${said(facts)}), and the check has none to give.`,
    remedy:
      "Serve the health endpoint without client certificates, or check a port or path inside the network that does not ask for one.",
  }),
  "tls-wrong-name": (facts) => ({
    cause: "tls-wrong-name",
    explanation: `The TLS certificate was made for other names than ${facts.url.hostname} (${said(facts)}).`,
    remedy: `Ask for a name that is in the certificate, or serve one that has this name. ${certificate(facts)}`,
  }),
  "plain-to-tls-port": (facts) => ({
    cause: "plain-to-tls-port",
    explanation: `The URL says http, but ${at(facts)} speaks TLS.`,
    remedy: "Write https:// in the URL, or name the port that speaks plain HTTP.",
  }),
  "timeout-first-byte": (facts) => ({
    cause: "timeout-first-byte",
    explanation: `Something at ${at(facts)} took the connection but had not sent the first byte of an answer after ${facts.policy.timeoutSeconds} s: it hangs, most often waiting for a database or for a free worker.`,
    remedy: "Read the application's log; if the endpoint is rightly slow, raise timeout-seconds.",
  }),
  failed: (facts) => ({
    cause: "failed",
    explanation: `The connection to ${at(facts)} failed: ${said(facts)}.`,
    remedy: "Try the URL with `curl -v` on this runner.",
  }),
};
