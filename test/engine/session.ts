// One session: starts the parts that were asked for, writes the session file, and ends in the opposite order everything
// it started, whatever happened in between.

import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { dockerEngine } from "./docker-engine.ts";
import { provideImages, restoreImages } from "./images.ts";
import { removeLeftovers } from "./leftovers.ts";
import { startPostgres } from "./postgres.ts";
import { run } from "./program.ts";
import { progress } from "./progress.ts";
import { type Registry, startRegistry } from "./registry.ts";
import { type Session, sessionFileVariable } from "./session-file.ts";

export type Part = "registries" | "postgres";
export type RunningSession = { session: Session; file: string; env: NodeJS.ProcessEnv; end(): Promise<void> };

const sampleDatabases = ["sample_dev", "sample_uat", "sample_prod"];

/** Brings up an engine and `parts`; on a failure half-way, what had been started is ended before it throws. */
export async function startSession(parts: ReadonlySet<Part>, signal: AbortSignal): Promise<RunningSession> {
  const id = randomBytes(4).toString("hex");
  const folder = await sessionFolder(id);
  const endings: (() => Promise<void>)[] = [() => rm(folder, { recursive: true, force: true })];
  const end = async (): Promise<void> => {
    for (const ending of endings.splice(0).reverse())
      await ending().catch((error: unknown) => progress(`while ending: ${String(error)}`));
  };
  try {
    return { ...(await start(id, folder, parts, signal, endings)), end };
  } catch (error) {
    await end();
    throw error;
  }
}

async function start(
  id: string,
  folder: string,
  parts: ReadonlySet<Part>,
  signal: AbortSignal,
  endings: (() => Promise<void>)[],
): Promise<Omit<RunningSession, "end">> {
  const engine = await dockerEngine(join(folder, "engine"), id, process.env);
  endings.push(engine.stop);
  signal.throwIfAborted();
  const path = [dirname(process.execPath), ...(engine.clientFolder ? [engine.clientFolder] : []), process.env.PATH];
  const dockerConfig = { anonymous: join(folder, "docker"), loggedIn: join(folder, "docker-logged-in") };
  for (const config of Object.values(dockerConfig)) await writeClientConfig(config, engine.plugins);
  const env: NodeJS.ProcessEnv = {
    ...process.env,
    PATH: path.join(delimiter),
    DOCKER_HOST: engine.host,
    DOCKER_CONFIG: dockerConfig.anonymous,
  };
  delete env.DOCKER_CONTEXT; // it would win over DOCKER_HOST
  const loggedIn = { ...env, DOCKER_CONFIG: dockerConfig.loggedIn };

  const session: Session = {
    session: id,
    label: `deploy-actions.session=${id}`,
    projectPrefix: `da-${id}-`,
    pid: process.pid,
    folder,
    dockerHost: engine.host,
    privateEngine: engine.private,
    dockerConfig,
    gateway: engine.gateway,
  };
  if (!engine.private) endings.push(() => removeLeftovers(session, env));

  if (parts.has("postgres")) {
    const { stop, ...postgres } = await startPostgres(join(folder, "postgres"), engine.gateway, sampleDatabases);
    endings.push(stop);
    session.postgres = postgres;
    signal.throwIfAborted();
  }
  if (parts.has("registries")) {
    const storage = join(folder, "ghcr", "storage");
    const store = await restoreImages(storage);
    const ghcr = await startRegistry("ghcr", join(folder, "ghcr"));
    endings.push(ghcr.stop);
    const acr = await startRegistry("acr", join(folder, "acr"));
    endings.push(acr.stop);
    session.registries = { ghcr: credentials(ghcr), acr: credentials(acr) };
    for (const registry of [ghcr, acr]) await logIn(registry, loggedIn);
    signal.throwIfAborted();
    session.images = await provideImages(store, ghcr.host, storage, join(folder, "images"), loggedIn);
  }
  signal.throwIfAborted();

  const file = join(folder, "session.json");
  await writeFile(file, `${JSON.stringify(session, null, 2)}\n`, { mode: 0o600 });
  progress("ready");
  return { session, file, env: { ...env, DEPLOY_ACTIONS_ENGINE: "1", [sessionFileVariable]: file } };
}

/** On disk rather than in a memory-backed /tmp, since an engine's images lie here; others may pass through, not look. */
async function sessionFolder(id: string): Promise<string> {
  const parent = process.env.TMPDIR ?? (existsSync("/var/tmp") ? "/var/tmp" : tmpdir());
  const folder = join(parent, `deploy-actions-${id}`);
  await mkdir(folder, { mode: 0o711 });
  return folder;
}

async function writeClientConfig(folder: string, plugins: string): Promise<void> {
  await mkdir(folder, { mode: 0o700 });
  await writeFile(join(folder, "config.json"), JSON.stringify({ cliPluginsExtraDirs: [plugins] }), { mode: 0o600 });
}

async function logIn({ host, username, password }: Registry, env: NodeJS.ProcessEnv): Promise<void> {
  await run(["docker", "login", host, "--username", username, "--password-stdin"], { env, stdin: password });
}

function credentials({ host, username, password }: Registry): { host: string; username: string; password: string } {
  return { host, username, password };
}
