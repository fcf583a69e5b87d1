// A real OCI registry (Debian's docker-registry) on a loopback port of its own that asks for basic auth; two of them stand
// for GHCR and ACR. Configuration: https://distribution.github.io/distribution/about/configuration/

import { randomBytes } from "node:crypto";
import { mkdir, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import { unpackedPackages } from "./debian-packages.ts";
import { thisMachine } from "./machine.ts";
import { run, startDaemon } from "./program.ts";
import { progress } from "./progress.ts";

export type Registry = { host: string; username: string; password: string; stop(): Promise<void> };

/** The suite whose docker-registry is taken: Debian 12 has none, Debian 13's runs there. */
function registrySuite(): string {
  const { codename } = thisMachine();
  return codename === "bookworm" ? "trixie" : codename;
}

/** Starts a registry that keeps everything below `folder`; what already lies in `folder`/storage is served. */
export async function startRegistry(name: string, folder: string): Promise<Registry> {
  const prefix = await unpackedPackages("registry", [{ suite: registrySuite(), names: ["docker-registry"] }]);
  progress(`starting the registry that stands for ${name.toUpperCase()}`);
  await mkdir(folder, { recursive: true });
  const username = `${name}-user`;
  const password = randomBytes(12).toString("hex");
  const host = `127.0.0.1:${await freePort()}`;
  await writeFile(join(folder, "htpasswd"), `${username}:${await bcrypt(password)}\n`, { mode: 0o600 });
  const configuration = join(folder, "config.json"); // YAML 1.2 reads JSON
  await writeFile(configuration, JSON.stringify(registryConfiguration(folder, host)));

  const daemon = await startDaemon({
    name: `docker-registry (${name})`,
    argv: [join(prefix, "usr/bin/docker-registry"), "serve", configuration],
    logFile: join(folder, "registry.log"),
    ready: async () => (await statusOf(`http://${host}/v2/`)) === 401,
    readyWithinMs: 15_000,
  });
  return { host, username, password, stop: daemon.stop };
}

function registryConfiguration(folder: string, host: string): object {
  return {
    version: "0.1",
    log: { level: "warn", accesslog: { disabled: true } },
    storage: { filesystem: { rootdirectory: join(folder, "storage") }, delete: { enabled: true } },
    http: { addr: host, secret: randomBytes(16).toString("hex") },
    auth: { htpasswd: { realm: "registry", path: join(folder, "htpasswd") } },
  };
}

/** A port that was free a moment ago. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() =>
        typeof address === "object" && address !== null ? resolve(address.port) : reject(new Error("no port")),
      );
    });
  });
}

/** The registry reads bcrypt only; crypt(3) of Debian and Ubuntu makes it, and perl, which both always have, reaches it. */
async function bcrypt(password: string): Promise<string> {
  const salt = `$2b$05$${randomBytes(16).toString("hex").slice(0, 21)}u`;
  return run(["perl", "-e", "my ($password, $salt) = split /\\n/, join('', <STDIN>); print crypt($password, $salt)"], {
    stdin: `${password}\n${salt}\n`,
  });
}

async function statusOf(url: string): Promise<number | undefined> {
  return fetch(url).then(
    (response) => response.status,
    () => undefined,
  );
}
