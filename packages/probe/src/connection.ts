// Opens a new TCP connection, and TLS on top of it, and measures both. Certificates are always verified.
import { once } from "node:events";
import { connect as connectTcp, isIP, type Socket } from "node:net";
import { connect as connectTls } from "node:tls";
import { type Address, bareHost } from "./address.ts";
import type { Stopwatch } from "./stopwatch.ts";
import { trustedContext } from "./trust.ts";

/** Connects to the first address that accepts. The caller closes the socket. @throws the system's error, or the signal's reason */
export async function connect(
  url: URL,
  addresses: readonly Address[],
  watch: Stopwatch,
  signal: AbortSignal,
): Promise<Socket> {
  const plain = await openTcp(url, addresses, watch, signal);
  return url.protocol === "https:" ? openTls(plain, url, watch, signal) : plain;
}

async function openTcp(
  url: URL,
  addresses: readonly Address[],
  watch: Stopwatch,
  signal: AbortSignal,
): Promise<Socket> {
  const port = Number(url.port) || (url.protocol === "https:" ? 443 : 80);
  watch.begin("connect");
  const [first, ...others] = addresses;
  const socket =
    first !== undefined && others.length === 0
      ? connectTcp({ host: first.address, port })
      : connectTcp({
          host: bareHost(url),
          port,
          autoSelectFamily: true,
          lookup: (_host, _options, give) => give(null, [...addresses]),
        });
  await waitFor(socket, socket, "connect", signal);
  watch.end("connect");
  return socket;
}

async function openTls(plain: Socket, url: URL, watch: Stopwatch, signal: AbortSignal): Promise<Socket> {
  const host = bareHost(url);
  const secureContext = trustedContext();
  watch.begin("tls");
  // RFC 6066, section 3: an IP address must not be sent as server name. The certificate is still verified against `host`.
  const socket = connectTls({
    socket: plain,
    host,
    ...(isIP(host) === 0 ? { servername: host } : {}),
    ALPNProtocols: ["http/1.1"],
    secureContext,
    // Whatever NODE_TLS_REJECT_UNAUTHORIZED says, which an earlier step may have set.
    rejectUnauthorized: true,
  });
  await waitFor(socket, plain, "secureConnect", signal);
  watch.end("tls");
  return socket;
}

async function waitFor(
  socket: Socket,
  plain: Socket,
  event: "connect" | "secureConnect",
  signal: AbortSignal,
): Promise<void> {
  // An error may still arrive after the wait was aborted.
  socket.on("error", () => {});
  try {
    await once(socket, event, { signal });
  } catch (error) {
    socket.destroy();
    plain.destroy();
    throw error;
  }
}
