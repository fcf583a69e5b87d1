// For tests, demo and bench: what the running session offers.

import { existsSync, readFileSync } from "node:fs";
import { type Session, sessionFileVariable, sessionSchema } from "./session-file.ts";

export type { Session } from "./session-file.ts";

type Registry = { host: string; username: string; password: string };
export type Engine = Omit<Session, "registries" | "images" | "postgres"> & {
  registries: { ghcr: Registry; acr: Registry };
  baseImage: string;
  tinyImage: string;
  postgres: NonNullable<Session["postgres"]> & {
    /** `postgres://…/database` as this machine ("here") or a container reaches it. */
    url(database: string, from: "here" | "containers"): string;
  };
};

/** The session this program runs in, with registries and PostgreSQL; throws when there is none or a part is missing. */
export function engine(env: NodeJS.ProcessEnv = process.env): Engine {
  const session = runningSession(env);
  const how = "run it under: node test/engine/with-engine.ts --with registries,postgres -- COMMAND";
  if (session === undefined) throw new Error(`this needs a Docker engine; ${how}`);
  const { registries, images, postgres } = session;
  if (!registries || !images || !postgres) throw new Error(`this needs registries and PostgreSQL; ${how}`);
  const url = (database: string, from: "here" | "containers"): string =>
    `postgres://${postgres.username}:${postgres.password}@${from === "here" ? "127.0.0.1" : session.gateway}:${postgres.port}/${database}`;
  return { ...session, registries, ...images, postgres: { ...postgres, url } };
}

/** DOCKER_HOST of the session's second engine, which keeps images in containerd; throws when the session has none. */
export function containerdHost({ containerd }: Engine): string {
  if (containerd !== undefined) return containerd.dockerHost;
  throw new Error("this needs a second engine; start the session with: --with registries,postgres,containerd");
}

/** The session named by the environment, or undefined when there is none or its process has ended. */
export function runningSession(env: NodeJS.ProcessEnv): Session | undefined {
  const file = env[sessionFileVariable];
  if (!file || !existsSync(file)) return undefined;
  const session = sessionSchema.parse(JSON.parse(readFileSync(file, "utf8")));
  return isAlive(session.pid) ? session : undefined;
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
