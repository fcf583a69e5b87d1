// Ends sessions whose process was killed before it could do so itself, using what their folders contain.

import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { removeLeftovers } from "./leftovers.ts";
import { endPrivateEngine } from "./private-engine-end.ts";
import { endProcesses, endStrays, kill, processesOf } from "./processes.ts";
import { progress } from "./progress.ts";
import { sessionFileName, sessionSchema } from "./session-file.ts";
import {
  abandonedSessions,
  commandOf,
  containerdEngine,
  removeSessionFolder,
  temporaryFolder,
} from "./session-folder.ts";

export async function clearAbandonedSessions(): Promise<void> {
  for (const { id, folder } of await abandonedSessions()) {
    progress(`removing the abandoned session ${id}`);
    await removeSession(id, folder).catch((error: unknown) =>
      progress(`${folder} could not be removed: ${String(error)}`),
    );
  }
}

async function removeSession(id: string, folder: string): Promise<void> {
  const command = await commandOf(folder);
  if (command !== undefined) kill(-command, "SIGKILL");
  await endStrays(temporaryFolder(folder));
  const text = await readFile(join(folder, sessionFileName), "utf8").catch(() => undefined);
  const session = text === undefined ? undefined : sessionSchema.safeParse(JSON.parse(text)).data;
  if (session && !session.privateEngine) {
    await removeLeftovers(session, { ...process.env, DOCKER_HOST: session.dockerHost });
  }
  await endProcesses(await processesOf(folder, /^(docker-registry|postgres)$/), 5_000);
  await endPrivateEngine(join(folder, "engine"), id);
  const second = containerdEngine(folder, id);
  await endPrivateEngine(second.folder, second.id);
  await removeSessionFolder(folder);
}
