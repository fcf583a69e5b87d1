// Two new registries, one that authenticates like GHCR and one like ACR, each behind a line of limited speed if a limit is given, and a
// docker client that is logged in to both.
import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { startDockerRegistry } from "../../../test/engine/docker-registry.ts";
import { basicAccess, type Credentials, tokenAccess } from "../../../test/engine/registry-access.ts";

export type Registry = Credentials & {
  /** Of the line's near end, where there is one. */ readonly host: string;
  readonly pid: number;
};

export type Stand = {
  readonly ghcr: Registry;
  readonly acr: Registry;
  /** DOCKER_CONFIG */
  readonly clientFolder: string;
  end(): Promise<void>;
};

type Started = { readonly registry: Registry; readonly stop: () => Promise<unknown> };

/** `mbit`: Mbit/s to each registry. `folder`: where registries keep what they get, on a disk. */
export async function newStand(folder: string, mbit: number | undefined): Promise<Stand> {
  const home = await mkdtemp(join(folder, "stand-"));
  const stops: (() => Promise<unknown>)[] = [];
  const end = async (): Promise<void> => {
    for (const stop of stops.splice(0)) await stop();
    await rm(home, { recursive: true });
  };
  try {
    const [ghcr, acr] = await Promise.all(
      (["ghcr", "acr"] as const).map(async (name) => {
        const { registry, stop } = await start(name, join(home, name), mbit);
        stops.push(stop);
        return registry;
      }),
    );
    if (ghcr === undefined || acr === undefined) throw new Error("there are two registries");
    const clientFolder = join(home, "client");
    await mkdir(clientFolder);
    const auths = Object.fromEntries([ghcr, acr].map((each) => [each.host, { auth: basic(each) }]));
    await writeFile(join(clientFolder, "config.json"), JSON.stringify({ auths }));
    return { ghcr, acr, clientFolder, end };
  } catch (error) {
    await end();
    throw error;
  }
}

async function start(name: "ghcr" | "acr", folder: string, mbit: number | undefined): Promise<Started> {
  await mkdir(folder);
  const credentials = { username: `${name}-user`, password: randomBytes(12).toString("hex") };
  const access =
    name === "ghcr" ? await tokenAccess(folder, name, credentials) : await basicAccess(folder, credentials);
  const { host, pid, stop } = await startDockerRegistry({ name, folder, auth: access.configuration });
  const line = mbit === undefined ? { host, stop: async () => undefined } : await lineTo(host, mbit);
  return {
    registry: { ...credentials, host: line.host, pid },
    stop: () => Promise.all([line.stop(), stop(), access.stop()]),
  };
}

async function lineTo(host: string, mbit: number): Promise<{ host: string; stop(): Promise<unknown> }> {
  const script = join(import.meta.dirname, "line.ts");
  const child = spawn(process.execPath, [script, host, String(mbit)], { stdio: ["pipe", "pipe", "inherit"] });
  const ended = new Promise((resolve) => child.once("exit", resolve));
  const stop = (): Promise<unknown> => {
    child.kill();
    return ended;
  };
  for await (const text of child.stdout.setEncoding("utf8")) return { host: String(text).trim(), stop };
  throw new Error(`the line to ${host} could not be started`);
}

const basic = ({ username, password }: Credentials): string => btoa(`${username}:${password}`);
