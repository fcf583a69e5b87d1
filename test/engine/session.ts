// One session: starts the requested parts, writes the session file, and ends everything that it started in the opposite
// order, whatever happened in between.

import { randomBytes } from "node:crypto";
import { chmod, mkdir, writeFile } from "node:fs/promises";
import { delimiter, dirname, join } from "node:path";
import { clearAbandonedSessions } from "./abandoned.ts";
import { type DockerEngine, dockerEngine } from "./docker-engine.ts";
import { provideImages, restoreImages } from "./images.ts";
import { removeLeftovers } from "./leftovers.ts";
import { startPostgres } from "./postgres.ts";
import { startPrivateEngine, whyNoPrivateEngine } from "./private-engine.ts";
import { endStrays } from "./processes.ts";
import { run } from "./program.ts";
import { EngineError, progress } from "./progress.ts";
import { type Registry, startRegistry } from "./registry.ts";
import { type Session, sessionFileName, sessionFileVariable } from "./session-file.ts";
import {
  containerdEngine,
  makeSessionFolder,
  parentFolder,
  removeSessionFolder,
  sessionsVariable,
  temporaryFolder,
} from "./session-folder.ts";

export const parts = ["registries", "postgres", "containerd"] as const;
export type Part = (typeof parts)[number];
export type RunningSession = { folder: string; env: NodeJS.ProcessEnv; end(): Promise<void> };
type Endings = (() => Promise<unknown>)[];

const sampleDatabases = ["sample_dev", "sample_uat", "sample_prod"];

/** Starts an engine and `parts`; after a failure half-way, it ends what it had started before it throws. */
export async function startSession(parts: ReadonlySet<Part>, signal: AbortSignal): Promise<RunningSession> {
  await clearAbandonedSessions();
  const id = randomBytes(4).toString("hex");
  const folder = await makeSessionFolder(id);
  const endings: Endings = [() => removeSessionFolder(folder)];
  const end = async (): Promise<void> => {
    for (const ending of endings.splice(0).reverse()) {
      await ending().catch((error: unknown) => progress(`while taking down: ${String(error)}`));
    }
  };
  try {
    return { folder, env: await start(id, folder, parts, signal, endings), end };
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
  endings: Endings,
): Promise<NodeJS.ProcessEnv> {
  const engine = await dockerEngine(join(folder, "engine"), id, process.env);
  endings.push(engine.stop);
  signal.throwIfAborted();
  const session: Session = {
    session: id,
    label: `deploy-actions.session=${id}`,
    projectPrefix: `da-${id}-`,
    pid: process.pid,
    folder,
    dockerHost: engine.host,
    privateEngine: engine.private,
    dockerConfig: { anonymous: join(folder, "docker"), loggedIn: join(folder, "docker-logged-in") },
    gateway: engine.gateway,
  };
  const env = await clientEnvironment(session, engine);
  if (!engine.private) endings.push(() => removeLeftovers(session, env));
  const started = await Promise.allSettled([
    parts.has("postgres") && addPostgres(session, endings),
    parts.has("registries") && addRegistries(session, env, endings),
    parts.has("containerd") && addContainerd(session, endings),
  ]);
  for (const part of started) if (part.status === "rejected") throw part.reason;
  signal.throwIfAborted();

  const file = join(folder, sessionFileName);
  await writeFile(file, `${JSON.stringify(session, null, 2)}\n`, { mode: 0o600 });
  const temporary = temporaryFolder(folder);
  await mkdir(temporary);
  await chmod(temporary, 0o1777);
  endings.push(() => endStrays(temporary));
  progress("ready");
  const places = { [sessionFileVariable]: file, TMPDIR: temporary, [sessionsVariable]: parentFolder() };
  return { ...env, DEPLOY_ACTIONS_ENGINE: "1", ...places };
}

async function addPostgres(session: Session, endings: Endings): Promise<void> {
  const { stop, ...postgres } = await startPostgres(join(session.folder, "postgres"), session.gateway, sampleDatabases);
  endings.push(stop);
  session.postgres = postgres;
}

async function addContainerd(session: Session, endings: Endings): Promise<void> {
  const whyNot = whyNoPrivateEngine();
  if (whyNot !== undefined) throw new EngineError("a second engine can be started on Debian 12 and 13 as root only");
  const { folder, id } = containerdEngine(session.folder, session.session);
  const { host, stop } = await startPrivateEngine(folder, id, "containerd");
  endings.push(stop);
  session.containerd = { dockerHost: host };
}

async function addRegistries(session: Session, env: NodeJS.ProcessEnv, endings: Endings): Promise<void> {
  const storage = join(session.folder, "ghcr", "storage");
  const store = await restoreImages(storage);
  const ghcr = await startRegistry("ghcr", join(session.folder, "ghcr"));
  endings.push(ghcr.stop);
  const acr = await startRegistry("acr", join(session.folder, "acr"));
  endings.push(acr.stop);
  session.registries = { ghcr: credentials(ghcr), acr: credentials(acr) };
  const loggedIn = { ...env, DOCKER_CONFIG: session.dockerConfig.loggedIn };
  for (const registry of [ghcr, acr]) await logIn(registry, loggedIn);
  session.images = await provideImages(store, ghcr.host, storage, join(session.folder, "images"), loggedIn);
}

/** What children get: the pinned Node and the docker client first on PATH, the engine, and their own client configuration. */
async function clientEnvironment({ dockerConfig }: Session, engine: DockerEngine): Promise<NodeJS.ProcessEnv> {
  for (const folder of Object.values(dockerConfig)) {
    await mkdir(folder, { mode: 0o700 });
    const configuration = JSON.stringify({ cliPluginsExtraDirs: engine.plugins });
    await writeFile(join(folder, "config.json"), configuration, { mode: 0o600 });
  }
  const path = [dirname(process.execPath), engine.clientFolder, process.env.PATH].filter((part) => part !== undefined);
  const { DOCKER_CONTEXT: _winsOverHost, ...env } = process.env;
  return { ...env, PATH: path.join(delimiter), DOCKER_HOST: engine.host, DOCKER_CONFIG: dockerConfig.anonymous };
}

async function logIn({ host, username, password }: Registry, env: NodeJS.ProcessEnv): Promise<void> {
  await run(["docker", "login", host, "--username", username, "--password-stdin"], { env, stdin: password });
}

function credentials({ host, username, password }: Registry): { host: string; username: string; password: string } {
  return { host, username, password };
}
