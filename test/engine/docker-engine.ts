// Decides which Docker engine is used: one on this machine that answers and has buildx and compose v2 is used as it is;
// otherwise a private one is started.

import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { z } from "zod";
import { startPrivateEngine, whyNoPrivateEngine } from "./private-engine.ts";
import { run, succeeds, tryRun } from "./program.ts";
import { EngineError, progress } from "./progress.ts";

export type DockerEngine = {
  /** For DOCKER_HOST. */
  host: string;
  /** A folder with the docker client, to be put on PATH; undefined when PATH has it already. */
  clientFolder: string | undefined;
  /** Where the client finds buildx and compose, beyond the places it always looks. */
  plugins: readonly string[];
  /** The address under which containers reach this machine. */
  gateway: string;
  private: boolean;
  stop(): Promise<void>;
};

export async function dockerEngine(folder: string, id: string, env: NodeJS.ProcessEnv): Promise<DockerEngine> {
  const existing = await existingEngine(env);
  if ("host" in existing) {
    progress(`using the Docker engine at ${existing.host}`);
    return existing;
  }
  const whyNot = whyNoPrivateEngine();
  if (whyNot !== undefined) throw new EngineError(`${existing.lacks}; ${whyNot}`);
  return { ...(await startPrivateEngine(folder, id)), private: true };
}

async function existingEngine(env: NodeJS.ProcessEnv): Promise<DockerEngine | { lacks: string }> {
  if (!(await succeeds(["docker", "--version"], { env }))) return { lacks: "there is no docker client on PATH" };
  const version = await tryRun(["docker", "version", "--format", "{{.Server.Os}}"], { env });
  if (version.code !== 0) return { lacks: "no Docker engine answers" };
  if (version.stdout.trim() !== "linux")
    return { lacks: `the Docker engine runs ${version.stdout.trim()} containers, and Linux ones are needed` };
  for (const plugin of ["buildx", "compose"]) {
    if (!(await succeeds(["docker", plugin, "version"], { env })))
      return { lacks: `the docker client has no ${plugin} plugin` };
  }
  const host = (await run(["docker", "context", "inspect", "--format", "{{.Endpoints.docker.Host}}"], { env })).trim();
  const socket = host.replace(/^unix:\/\//, "");
  if (socket === host || !existsSync(socket))
    return {
      lacks: `the Docker engine at ${host} is not on this machine, and the tests need one whose loopback is this machine's`,
    };
  const gateway = await run(
    ["docker", "network", "inspect", "bridge", "--format", "{{(index .IPAM.Config 0).Gateway}}"],
    { env },
  );
  return {
    host,
    clientFolder: undefined,
    plugins: await pluginFolders(env.DOCKER_CONFIG ?? join(homedir(), ".docker")),
    gateway: gateway.trim(),
    private: false,
    stop: async () => undefined,
  };
}

const clientConfiguration = z.object({ cliPluginsExtraDirs: z.array(z.string()).default([]) });

/** The places that a client looks in because of its configuration folder, which children do not get. */
async function pluginFolders(configuration: string): Promise<string[]> {
  const text = await readFile(join(configuration, "config.json"), "utf8").catch(() => "{}");
  const { cliPluginsExtraDirs } = clientConfiguration.parse(JSON.parse(text));
  return [join(configuration, "cli-plugins"), ...cliPluginsExtraDirs];
}
