// Debian's docker-registry on its own loopback port, with the authentication and the disk size that a test needs.
// Configuration: https://distribution.github.io/distribution/about/configuration/

import { randomBytes } from "node:crypto";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { unpackedPackages } from "./debian-packages.ts";
import { thisMachine } from "./machine.ts";
import { onFreePort } from "./port.ts";
import { startDaemon } from "./program.ts";

export type DockerRegistry = {
  /** `127.0.0.1:PORT` */
  readonly host: string;
  /** For `/proc/<pid>`, where its CPU time is read. */
  readonly pid: number;
  stop(): Promise<void>;
};

export type RegistrySetting = {
  /** For messages. */
  readonly name: string;
  /** Everything is stored below it; what is already in `folder`/storage is served. */
  readonly folder: string;
  /** The `auth` section of its configuration; absent: everything is allowed without a login. */
  readonly auth?: object;
  /** Size in MiB of a small file system to store on; absent: the machine's disk. */
  readonly room?: number;
};

/** The folder that holds docker-registry's package. */
export function registryPackages(): Promise<string> {
  const { codename } = thisMachine();
  const suite = codename === "bookworm" ? "trixie" : codename; // Debian 12 has no such package, Debian 13's runs there
  return unpackedPackages("registry", [{ suite, names: ["docker-registry"] }]);
}

export async function startDockerRegistry({ name, folder, auth, room }: RegistrySetting): Promise<DockerRegistry> {
  const prefix = await registryPackages();
  const storage = join(folder, "storage");
  await mkdir(storage, { recursive: true });
  return onFreePort(async (port) => {
    const host = `127.0.0.1:${port}`;
    const configuration = join(folder, "config.json"); // YAML 1.2 reads JSON
    await writeFile(configuration, JSON.stringify(configurationOf(storage, host, auth)));
    const serve = [join(prefix, "usr/bin/docker-registry"), "serve", configuration] as const;
    const daemon = await startDaemon({
      name: `docker-registry (${name})`,
      argv: room === undefined ? serve : withRoom(room, storage, serve),
      logFile: join(folder, "registry.log"),
      ready: async () => (await statusOf(`http://${host}/v2/`)) === (auth === undefined ? 200 : 401),
      readyWithinMs: 120_000,
    });
    return { host, pid: daemon.pid, stop: daemon.stop };
  });
}

function configurationOf(storage: string, host: string, auth: object | undefined): object {
  return {
    version: "0.1",
    log: { level: "warn", accesslog: { disabled: true } },
    storage: { filesystem: { rootdirectory: storage }, delete: { enabled: true } },
    http: { addr: host, secret: randomBytes(16).toString("hex") },
    ...(auth === undefined ? {} : { auth }),
  };
}

/** In a mount namespace of its own, so that the small file system goes when the program does (unshare(1)). */
function withRoom(room: number, storage: string, argv: readonly string[]): readonly [string, ...string[]] {
  const user = thisMachine().root ? [] : ["--user", "--map-root-user"];
  const script = 'mount -t tmpfs -o "size=$1m" tmpfs "$2" && shift 2 && exec "$@"';
  return ["unshare", ...user, "--mount", "sh", "-c", script, "sh", String(room), storage, ...argv];
}

async function statusOf(url: string): Promise<number | undefined> {
  return fetch(url).then(
    (response) => response.status,
    () => undefined,
  );
}
