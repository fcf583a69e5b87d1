// A real OCI registry (Debian's docker-registry) on a loopback port of its own; two of them stand for GHCR, which hands out
// tokens, and ACR, which takes a password at once. Each asks for credentials made for this session.
// Configuration: https://distribution.github.io/distribution/about/configuration/

import { randomBytes } from "node:crypto";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { unpackedPackages } from "./debian-packages.ts";
import { thisMachine } from "./machine.ts";
import { onFreePort } from "./port.ts";
import { startDaemon } from "./program.ts";
import { progress } from "./progress.ts";
import { type Access, basicAccess, type Credentials, tokenAccess } from "./registry-access.ts";

export type Registry = Credentials & { host: string; stop(): Promise<void> };
export type RegistryName = "ghcr" | "acr";

/** Starts a registry that keeps everything below `folder`; what already lies in `folder`/storage is served. */
export async function startRegistry(name: RegistryName, folder: string): Promise<Registry> {
  const { codename } = thisMachine();
  const suite = codename === "bookworm" ? "trixie" : codename; // Debian 12 has no such package, Debian 13's runs there
  const prefix = await unpackedPackages("registry", [{ suite, names: ["docker-registry"] }]);
  progress(`starting the registry that stands for ${name.toUpperCase()}`);
  await mkdir(folder, { recursive: true });
  const credentials = { username: `${name}-user`, password: randomBytes(12).toString("hex") };
  const access =
    name === "ghcr" ? await tokenAccess(folder, "ghcr-stand-in", credentials) : await basicAccess(folder, credentials);
  try {
    return await onFreePort(async (port) => {
      const host = `127.0.0.1:${port}`;
      const configuration = join(folder, "config.json"); // YAML 1.2 reads JSON
      await writeFile(configuration, JSON.stringify(registryConfiguration(folder, host, access)));
      const daemon = await startDaemon({
        name: `docker-registry (${name})`,
        argv: [join(prefix, "usr/bin/docker-registry"), "serve", configuration],
        logFile: join(folder, "registry.log"),
        ready: async () => (await statusOf(`http://${host}/v2/`)) === 401,
        readyWithinMs: 15_000,
      });
      const stop = async (): Promise<void> => void (await Promise.all([daemon.stop(), access.stop()]));
      return { ...credentials, host, stop };
    });
  } catch (error) {
    await access.stop();
    throw error;
  }
}

function registryConfiguration(folder: string, host: string, access: Access): object {
  return {
    version: "0.1",
    log: { level: "warn", accesslog: { disabled: true } },
    storage: { filesystem: { rootdirectory: join(folder, "storage") }, delete: { enabled: true } },
    http: { addr: host, secret: randomBytes(16).toString("hex") },
    auth: access.configuration,
  };
}

async function statusOf(url: string): Promise<number | undefined> {
  return fetch(url).then(
    (response) => response.status,
    () => undefined,
  );
}
