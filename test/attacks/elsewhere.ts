// What attacks over the network need: servers of a stranger on this machine's own address in its network, so that they are not on loopback,
// with certificates that this process trusts, and a server on loopback that must never be reached.
import { createServer as createHttpsServer } from "node:https";
import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import { networkInterfaces } from "node:os";
import { getCACertificates, setDefaultCACertificates } from "node:tls";
import { onTestFinished } from "vitest";
import { certificate } from "../../packages/probe/test/certificate.ts";
import type { Heard, Script } from "../../packages/registry/test/scripted-server.ts";
import type { ResolveAll } from "../../packages/untrusted/src/address.ts";

/** The own address in a network, or loopback on a machine without one: then there is no elsewhere. */
export const ownAddress =
  Object.values(networkInterfaces())
    .flatMap((each) => each ?? [])
    .find(({ family, internal }) => family === "IPv4" && !internal)?.address ?? "127.0.0.1";
/** Where there is no elsewhere, these attacks cannot be tried. With CI set they are tried and fail: nothing may be skipped there. */
export const isAlone = ownAddress === "127.0.0.1" && !process.env.CI;

const NAMES = ["registry.example", "other.example", "gitlab.example", "app.example"];
const authority = certificate({ name: "Elsewhere CA", authority: true });
const server = certificate({
  name: "elsewhere",
  names: NAMES,
  addresses: [ownAddress.split(".").map(Number), [127, 0, 0, 1]],
  issuer: authority,
});
/** For the environment of a child process: a file with this certificate in NODE_EXTRA_CA_CERTS. */
export const authorityCertificate = authority.cert;
setDefaultCACertificates([...getCACertificates("default"), authority.cert]);

/** The names of a stranger lead to the own address, and some to where they should not. */
const ANSWERS: Readonly<Record<string, readonly string[]>> = {
  ...Object.fromEntries(NAMES.map((name) => [name, [ownAddress]])),
  "loopback.example": ["127.0.0.1"],
  "loopback6.example": ["::1"],
  "mapped.example": ["::ffff:127.0.0.1"],
  "nat64.example": ["64:ff9b::7f00:1"],
  "unspecified.example": ["0.0.0.0"],
  "metadata.example": ["169.254.169.254"],
  "wireserver.example": ["168.63.129.16"],
  "scoped.example": ["fe80::1%lo"],
  "several.example": ["127.0.0.1", "169.254.169.254", "::1"],
};

/** Answers like a name server of the stranger. */
export const resolve: ResolveAll = (host, _options, callback) => {
  const addresses = ANSWERS[host];
  if (addresses === undefined) return callback(Object.assign(new Error(host), { code: "ENOTFOUND" }), []);
  callback(
    null,
    addresses.map((address) => ({ address, family: address.includes(":") ? 6 : 4 })),
  );
};

export type Stranger = { readonly port: number; readonly heard: Heard[] };

/** An https server of the stranger, on the own address. */
export async function stranger(script: Script): Promise<Stranger> {
  const heard: Heard[] = [];
  const { cert, key } = server;
  const https = createHttpsServer(
    { cert, key: key.export({ type: "pkcs8", format: "pem" }), keepAliveTimeout: 0 },
    (request, response) => {
      const chunks: Buffer[] = [];
      request.on("data", (chunk: Buffer) => chunks.push(chunk));
      request.on("error", () => {});
      request.on("end", () => {
        const { method = "", url = "", headers } = request;
        const said: Heard = { method, path: url, headers, body: Buffer.concat(chunks) };
        heard.push(said);
        const reply = script(said, response);
        if (reply !== undefined) response.writeHead(reply.status, reply.headers).end(reply.body);
      });
    },
  );
  return { port: await listening(https, ownAddress), heard };
}

export type DockerSocket = { readonly port: number; readonly connections: () => number };

/** What stands for a Docker socket over TCP: answers anything on loopback, and counts who came. */
export async function dockerSocket(): Promise<DockerSocket> {
  let connections = 0;
  const tcp = createServer((socket) => {
    connections += 1;
    socket.on("error", () => {});
    socket.end("HTTP/1.1 200 OK\r\ncontent-length: 13\r\n\r\n[{secret-env}");
  });
  // Every address of loopback, and of IPv6 too where the machine has it.
  const port = await listening(tcp, "::").catch(() => listening(tcp, "0.0.0.0"));
  return { port, connections: () => connections };
}

async function listening(tcp: Server, host: string): Promise<number> {
  const open = new Set<Socket>();
  tcp.on("connection", (socket: Socket) => {
    open.add(socket);
    socket.on("close", () => open.delete(socket));
  });
  await new Promise<void>((done, failed) => {
    tcp.once("error", failed);
    tcp.listen(0, host, done);
  });
  onTestFinished(async () => {
    for (const socket of open) socket.destroy();
    await new Promise((closed) => tcp.close(closed));
  });
  return (tcp.address() as AddressInfo).port;
}
