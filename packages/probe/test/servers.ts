// Real servers on ephemeral ports; each is closed after its test.
import { createServer, type RequestListener } from "node:http";
import { createServer as createTlsServer } from "node:https";
import { type AddressInfo, connect, createServer as createTcpServer, type Server, type Socket } from "node:net";
import { onTestFinished } from "vitest";
import type { Identity } from "./certificate.ts";

export const serve = (listener: RequestListener, host = "127.0.0.1"): Promise<number> =>
  listening(createServer(listener), host);

/** On 127.0.0.1 with a given port. */
export const serveAt = (port: number, listener: RequestListener): Promise<number> =>
  listening(createServer(listener), "127.0.0.1", port);

export const serveTls = ({ cert, key }: Identity, listener: RequestListener, host = "127.0.0.1"): Promise<number> =>
  listening(createTlsServer({ cert, key: key.export({ type: "pkcs8", format: "pem" }) }, listener), host);

/** A TCP server with a custom connection handler. */
export const serveTcp = (onConnection: (socket: Socket) => void, host = "127.0.0.1"): Promise<number> =>
  listening(
    createTcpServer((socket) => {
      socket.on("error", () => {});
      onConnection(socket);
    }),
    host,
  );

async function listening(server: Server, host: string, port = 0): Promise<number> {
  const open = new Set<Socket>();
  server.on("connection", (socket: Socket) => {
    open.add(socket);
    socket.on("close", () => open.delete(socket));
  });
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  server.once("error", reject);
  server.listen(port, host, resolve);
  await promise;
  onTestFinished(async () => {
    for (const socket of open) socket.destroy();
    await new Promise((closed) => server.close(closed));
  });
  return (server.address() as AddressInfo).port;
}

/** A free port on which nothing listens. */
export async function closedPort(): Promise<number> {
  const server = createTcpServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((closed) => server.close(closed));
  return port;
}

/** Not every container or CI machine has IPv6. */
export function hasIpv6(): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createTcpServer();
    server.once("error", () => resolve(false));
    server.listen(0, "::1", () => {
      const socket = connect((server.address() as AddressInfo).port, "::1", () => {
        socket.destroy();
        server.close(() => resolve(true));
      });
    });
  });
}
