// Ends a private engine, whatever state it is in, using only its folder and id, so that a normal end and the removal
// of an abandoned session take the same steps. What no longer exists is skipped.

import { existsSync } from "node:fs";
import { readdir, readFile, rmdir } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { removeBridge, restoreForwarding } from "./host-network.ts";
import { endProcesses, kill, processesOf } from "./processes.ts";
import { tryRun } from "./program.ts";

export async function endPrivateEngine(folder: string, id: string): Promise<void> {
  if (!existsSync(folder)) return;
  const [docker, socket] = [join(folder, "client/docker"), join(folder, "docker.sock")];
  if (existsSync(docker) && existsSync(socket)) await removeEverything([docker, "-H", `unix://${socket}`]);
  await endEngineProcesses(folder);
  await killCgroups(id);
  await unmountBelow(folder);
  await removeBridge(id);
  await restoreForwarding(folder);
}

/** No other session uses this engine: containers are killed and networks removed, so that it ends immediately and leaves no bridge. */
async function removeEverything(docker: readonly [string, ...string[]]): Promise<void> {
  const containers = (await tryRun([...docker, "ps", "-aq"])).stdout.split("\n").filter(Boolean);
  if (containers.length > 0) await tryRun([...docker, "rm", "--force", "--volumes", ...containers]);
  await tryRun([...docker, "network", "prune", "--force"]);
}

/** dockerd ends its containerd itself; shims that are left are ended then. */
async function endEngineProcesses(folder: string): Promise<void> {
  await endProcesses(await processesOf(folder, /^dockerd$/), 20_000);
  await endProcesses(await processesOf(folder, /^containerd/), 2_000);
}

/** Containers that outlived their shims are in the engine's cgroup, in every hierarchy (cgroup v1 has several). */
async function killCgroups(id: string): Promise<void> {
  const roots = ["/sys/fs/cgroup", ...(await foldersIn("/sys/fs/cgroup"))];
  for (const root of roots) await removeCgroup(join(root, `deploy-actions-${id}`));
}

async function removeCgroup(path: string): Promise<void> {
  for (const child of await foldersIn(path)) await removeCgroup(child);
  const members = await readFile(join(path, "cgroup.procs"), "utf8").catch(() => "");
  for (const pid of members.split("\n").filter(Boolean)) kill(Number(pid), "SIGKILL");
  for (let tries = 0; tries < 40 && existsSync(path); tries++) {
    if (
      await rmdir(path).then(
        () => true,
        () => false,
      )
    )
      return;
    await wait(50); // killed members have not been removed yet
  }
}

async function unmountBelow(folder: string): Promise<void> {
  const mounts = (await readFile("/proc/self/mountinfo", "utf8")).split("\n").map((line) => line.split(" ")[4] ?? "");
  for (const path of mounts.filter((mount) => mount.startsWith(`${folder}/`)).reverse())
    await tryRun(["umount", "--lazy", path]);
}

async function foldersIn(path: string): Promise<string[]> {
  const entries = await readdir(path, { withFileTypes: true }).catch(() => []);
  return entries.filter((entry) => entry.isDirectory()).map((entry) => join(path, entry.name));
}
