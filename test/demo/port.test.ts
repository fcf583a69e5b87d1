// Ports are chosen where the kernel lends none to outgoing connections, and never twice.
import { readFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { freePort, onFreePort, quietRange } from "../engine/port.ts";

describe("a free port", () => {
  it("is outside the range of outgoing connections, and no two are the same", async () => {
    const [first = 0, last = 0] = (await readFile("/proc/sys/net/ipv4/ip_local_port_range", "utf8"))
      .split("\t")
      .map(Number);
    const ports = await Promise.all(Array.from({ length: 40 }, () => freePort()));
    expect(new Set(ports).size).toBe(ports.length);
    expect(ports.filter((port) => port >= first && port <= last)).toEqual([]);
  });

  it.each([
    ["32768\t60999\n", { from: 10_000, to: 32_768 }],
    ["1024 60999", { from: 61_000, to: 65_536 }],
    ["1024\t65535", { from: 0, to: 0 }],
    ["", { from: 10_000, to: 32_768 }],
  ])("with %j lent to connections is looked for in %j", (lent, range) => {
    expect(quietRange(lent)).toEqual(range);
  });
});

describe("a server whose port is taken between choosing and listening", () => {
  it.each([
    "listen tcp 127.0.0.1:20000: bind: address already in use",
    'could not bind IPv4 address "127.0.0.1": Address already in use',
    "Bind for 127.0.0.1:20000 failed: port is already allocated",
  ])("gets another: %s", async (said) => {
    const tried: number[] = [];
    const port = await onFreePort(async (candidate) => {
      tried.push(candidate);
      if (tried.length < 3) throw new Error(said);
      return candidate;
    });
    expect(new Set(tried).size).toBe(3);
    expect(port).toBe(tried[2]);
  });
});
