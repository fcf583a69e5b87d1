// Where sessions keep their state, and which of them are still running. A session whose process is gone (killed, power cut) is
// abandoned: its folder tells the next one what to remove.

import { existsSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Tells the programs in a session where the folders of sessions are, since TMPDIR is the session's own there. */
export const sessionsVariable = "DEPLOY_ACTIONS_SESSIONS";

/** On disk rather than in a memory-backed /tmp, since an engine's images are stored here. */
export function parentFolder(): string {
  return process.env[sessionsVariable] ?? process.env.TMPDIR ?? (existsSync("/var/tmp") ? "/var/tmp" : tmpdir());
}

/** A folder for the session `id`, owned by this process; other users may pass through it, not list it. */
export async function makeSessionFolder(id: string): Promise<string> {
  const folder = join(parentFolder(), `deploy-actions-${id}`);
  await mkdir(folder, { mode: 0o711 });
  await writeFile(join(folder, "owner"), `${process.pid} ${startOf(process.pid)}\n`);
  return folder;
}

/** What has just been killed may still be writing into it. */
export async function removeSessionFolder(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
}

/** TMPDIR of what runs in the session: what its programs leave there is removed with the session, however they ended. */
export function temporaryFolder(session: string): string {
  return join(session, "tmp");
}

/** The second engine of a session: where its state is, and what its bridge and cgroup are named after. */
export function containerdEngine(session: string, id: string): { folder: string; id: string } {
  return { folder: join(session, "containerd"), id: `${id}c` };
}

/** Records the command that runs in the session: if this process is killed, the command must be ended too. */
export function noteCommand(folder: string, pid: number): void {
  writeFileSync(join(folder, "command"), `${pid} ${startOf(pid)}\n`);
}

/** The pid of the session's command, which is its process group too, while that lives. */
export async function commandOf(folder: string): Promise<number | undefined> {
  const noted = await readFile(join(folder, "command"), "utf8").catch(() => "");
  const [pid, start] = noted.trim().split(" ");
  return start !== undefined && start === startOf(Number(pid)) ? Number(pid) : undefined;
}

export async function livingSessions(): Promise<string[]> {
  return (await sessions()).flatMap(({ folder, lives }) => (lives ? [folder] : []));
}

/** The abandoned sessions of this user; other users remove their own. */
export async function abandonedSessions(): Promise<{ id: string; folder: string }[]> {
  return (await sessions()).filter(({ folder, lives }) => !lives && statSync(folder).uid === process.getuid?.());
}

async function sessions(): Promise<{ id: string; folder: string; lives: boolean }[]> {
  const parent = parentFolder();
  const found: { id: string; folder: string; lives: boolean }[] = [];
  for (const name of await readdir(parent)) {
    const [, id] = /^deploy-actions-([0-9a-f]{8})$/.exec(name) ?? [];
    const owner = id && (await readFile(join(parent, name, "owner"), "utf8").catch(() => undefined));
    if (!id || !owner) continue; // not ours, or another user's
    const [pid, start] = owner.trim().split(" ");
    found.push({ id, folder: join(parent, name), lives: start === startOf(Number(pid)) });
  }
  return found;
}

/** When a process started, in clock ticks since boot (proc(5), stat field 22), so that a reused pid is recognised. */
function startOf(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    return stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19];
  } catch {
    return undefined;
  }
}
