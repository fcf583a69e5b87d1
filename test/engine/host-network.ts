// What a private engine needs of this machine's network: its own bridge (no other engine's docker0 is shared) and IP
// forwarding, without which the docker client prints a warning on every run. Both are restored at the end.

import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { busybox } from "./busybox.ts";
import { run, tryRun } from "./program.ts";
import { EngineError } from "./progress.ts";
import { livingSessions } from "./session-folder.ts";

/** Adds the bridge da-<id> and resolves with its address, which is how containers reach this machine. */
export async function addBridge(id: string): Promise<string> {
  const ip = [await busybox(), "ip"] as const;
  const address = freeAddress(await run([...ip, "-4", "addr"]));
  await run([...ip, "link", "add", "name", `da-${id}`, "type", "bridge"]);
  await run([...ip, "addr", "add", `${address}/24`, "dev", `da-${id}`]);
  await run([...ip, "link", "set", `da-${id}`, "up"]);
  return address;
}

export async function removeBridge(id: string): Promise<void> {
  await tryRun([await busybox(), "ip", "link", "del", `da-${id}`]);
}

/** `taken` is what `ip addr` prints. */
function freeAddress(taken: string): string {
  for (let tries = 0; tries < 100; tries++) {
    const network = `10.${200 + Math.floor(Math.random() * 50)}.${Math.floor(Math.random() * 256)}.`;
    if (!taken.includes(` ${network}`)) return `${network}1`;
  }
  throw new EngineError("no free address was found for the engine's bridge");
}

const forwarding = "/proc/sys/net/ipv4/ip_forward";
const record = "ip-forward-before";

/** Turns forwarding on and records below `folder` how it was before the first of several concurrent sessions. */
export async function allowForwarding(folder: string): Promise<void> {
  const noted = await Promise.all((await livingSessions()).map((other) => textOf(join(other, "engine", record))));
  const now = await readFile(forwarding, "utf8");
  await writeFile(join(folder, record), noted.find((text) => text !== undefined) ?? now);
  await writeFile(forwarding, "1\n").catch(() => undefined); // read-only in some containers; then the warning stays
}

/** The last session to end restores it. */
export async function restoreForwarding(folder: string): Promise<void> {
  const before = await textOf(join(folder, record));
  const others = (await livingSessions()).filter((other) => !folder.startsWith(join(other, "/")));
  if (before !== undefined && others.length === 0) await writeFile(forwarding, before).catch(() => undefined);
}

async function textOf(path: string): Promise<string | undefined> {
  return readFile(path, "utf8").catch(() => undefined);
}
