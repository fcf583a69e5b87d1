// Opens one fresh connection, TCP and then TLS, and takes the time of each; certificates are always verified.
import { once } from "node:events";
import { connect as connectTcp, isIP, type Socket } from "node:net";
import { connect as connectTls } from "node:tls";
import { type Address, bareHost } from "./address.ts";
import type { Stopwatch } from "./stopwatch.ts";
import { trustedContext } from "./trust.ts";

/** To the first of the addresses that lets us in. The caller ends the socket. @throws what the system says, or the signal's reason */
export async function connect(
  url: URL,
  addresses: readonly Address[],
  watch: Stopwatch,
  signal: AbortSignal,
): Promise<Socket> {
  const plain = await reach(url, addresses, watch, signal);
  return url.protocol === "https:" ? secure(plain, url, watch, signal) : plain;
}

async function reach(url: URL, addresses: readonly Address[], watch: Stopwatch, signal: AbortSignal): Promise<Socket> {
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
  await opened(socket, socket, "connect", signal);
  watch.end("connect");
  return socket;
}

async function secure(plain: Socket, url: URL, watch: Stopwatch, signal: AbortSignal): Promise<Socket> {
  const host = bareHost(url);
  const secureContext = trustedContext();
  watch.begin("tls");
  // RFC 6066, section 3: an address is no server name; the certificate is compared with `host` all the same.
  const socket = connectTls({
    socket: plain,
    host,
    ...(isIP(host) === 0 ? { servername: host } : {}),
    ALPNProtocols: ["http/1.1"],
    secureContext,
  });
  await opened(socket, plain, "secureConnect", signal);
  watch.end("tls");
  return socket;
}

async function opened(
  socket: Socket,
  plain: Socket,
  event: "connect" | "secureConnect",
  signal: AbortSignal,
): Promise<void> {
  // Once it is given up an error may still come; it has nobody left to tell.
  socket.on("error", () => {});
  try {
    await once(socket, event, { signal });
  } catch (error) {
    socket.destroy();
    plain.destroy();
    throw error;
  }
}
