// Finds a free loopback port for a server that cannot pick one itself: outside the range that the kernel uses for outgoing
// connections, which take and free those ports all the time (ip(7), ip_local_port_range).

import { readFile } from "node:fs/promises";
import { createServer } from "node:net";

/** Calls `start` with a port that was free a moment ago; tries others if a program has taken it since. */
export async function onFreePort<T>(start: (port: number) => Promise<T>): Promise<T> {
  for (let left = 3; ; left--) {
    const port = await freePort();
    try {
      return await start(port);
    } catch (error) {
      if (left === 1 || !isTaken(String(error))) throw error;
    }
  }
}

/** Whether an error message of the kernel or of Docker says that another program has the port. */
export function isTaken(said: string): boolean {
  return /address already in use|port is already allocated/i.test(said);
}

const given = new Set<number>();

/** A port that no program listens on at this moment, and that this process has not chosen before. */
export async function freePort(): Promise<number> {
  const { from, to } = quietRange(await readFile("/proc/sys/net/ipv4/ip_local_port_range", "utf8").catch(() => ""));
  for (let tries = 0; tries < 100 && from < to; tries++) {
    const port = from + Math.floor(Math.random() * (to - from));
    if (given.has(port) || (await listeningOn(port)) === undefined) continue;
    given.add(port);
    return port;
  }
  const port = await listeningOn(0);
  if (port === undefined) throw new Error("no loopback port is free");
  return port;
}

/** Below or above the kernel's range (its two ends in a line); empty if that leaves no ports. `to` is not part of it. */
export function quietRange(lent: string): { from: number; to: number } {
  const [first = 32_768, last = 60_999] = lent.trim().split(/\s+/).filter(Boolean).map(Number);
  if (first - LOWEST >= ROOM) return { from: LOWEST, to: first };
  return 65_536 - (last + 1) >= ROOM ? { from: last + 1, to: 65_536 } : { from: 0, to: 0 };
}

/** Well-known servers stay below it. */
const LOWEST = 10_000;
/** With fewer ports to choose from, two programs would often choose the same one. */
const ROOM = 1_000;

/** The port that could be listened on, which 0 leaves to the kernel; undefined where another program has it. */
function listeningOn(port: number): Promise<number | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(undefined));
    server.listen(port, "127.0.0.1", () => {
      const address = server.address();
      const listened = typeof address === "object" ? address?.port : undefined;
      server.close(() => resolve(listened));
    });
  });
}
