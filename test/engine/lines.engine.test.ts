// The test tools between a client and a real registry work: lines of limited speed, faults by rule, a registry with a small
// disk.

import { createHash, randomBytes } from "node:crypto";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startLine } from "./bandwidth.ts";
import { type DockerRegistry, startDockerRegistry } from "./docker-registry.ts";
import { type FaultProxy, paths, type Rule, refusal, startFaultProxy } from "./fault-proxy.ts";

let folder: string;
let registry: DockerRegistry;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "lines-test-"));
  registry = await startDockerRegistry({ name: "open", folder: join(folder, "open") });
});
afterAll(async () => {
  await registry.stop();
  await rm(folder, { recursive: true });
});

/** Uploads in one PUT, as our client does, and gives the statuses it saw. */
async function push(host: string, bytes: Buffer): Promise<number[]> {
  const opened = await fetch(`http://${host}/v2/app/blobs/uploads/`, { method: "POST" });
  const location = opened.headers.get("location");
  if (opened.status !== 202 || location === null) return [opened.status];
  const digest = `sha256:${createHash("sha256").update(bytes).digest("hex")}`;
  const url = new URL(location);
  url.searchParams.set("digest", digest);
  const put = await fetch(url, { method: "PUT", body: new Uint8Array(bytes) });
  return [opened.status, put.status];
}

describe("a line", () => {
  it("limits all connections together to the given speed", async () => {
    const line = await startLine(registry.host, { mbit: 80 });
    try {
      const began = performance.now();
      const statuses = await Promise.all([1, 2, 3].map(() => push(line.host, randomBytes(2_000_000))));
      const seconds = (performance.now() - began) / 1000;
      expect(statuses.flat()).toEqual([202, 201, 202, 201, 202, 201]);
      expect(line.sent()).toBeGreaterThan(6_000_000);
      // How much less it is says how busy this machine is, and nothing about the line.
      expect((line.sent() * 8) / 1e6 / seconds).toBeLessThan(82);
    } finally {
      await line.stop();
    }
  });

  it("has the given latency", async () => {
    const line = await startLine(registry.host, { delayMs: 40 });
    try {
      await fetch(`http://${line.host}/v2/`); // the connection itself
      const began = performance.now();
      await fetch(`http://${line.host}/v2/`);
      expect(performance.now() - began).toBeGreaterThan(79);
      expect(await push(line.host, randomBytes(3_000_000))).toEqual([202, 201]);
    } finally {
      await line.stop();
    }
  });
});

describe("the fault proxy", () => {
  let proxy: FaultProxy;
  beforeAll(async () => {
    proxy = await startFaultProxy(registry.host);
  });
  afterAll(() => proxy.stop());
  const onPut = (fault: Rule["fault"]): Rule[] => [{ method: "PUT", path: paths.upload, fault }];
  const bytes = randomBytes(3_000_000);

  it("passes on requests that match no rule", async () => {
    proxy.script([]);
    expect(await push(proxy.host, bytes)).toEqual([202, 201]);
    expect(proxy.asked.map(({ method, status, bytes: read }) => [method, status, read])).toEqual([
      ["POST", 202, 0],
      ["PUT", 201, 3_000_000],
    ]);
  });

  it("answers instead of the registry, as often and as late as the rule says", async () => {
    proxy.script([{ method: "POST", path: paths.openUpload, skip: 1, times: 2, fault: refusal.tooMany(7) }]);
    const seen = [];
    for (let at = 0; at < 4; at++)
      seen.push((await fetch(`http://${proxy.host}/v2/app/blobs/uploads/`, { method: "POST" })).status);
    expect(seen).toEqual([202, 429, 429, 202]);
    proxy.script([{ fault: refusal.tooMany(7) }]);
    const refused = await fetch(`http://${proxy.host}/v2/`);
    expect([refused.headers.get("retry-after"), await refused.text()]).toEqual([
      "7",
      expect.stringContaining("TOOMANY"),
    ]);
  });

  it("refuses in the middle of an upload", async () => {
    proxy.script(onPut({ do: "answer", status: 401, afterBytes: 1_000_000 }));
    expect(await push(proxy.host, bytes)).toEqual([202, 401]);
    expect(proxy.asked[1]?.bytes).toBeGreaterThanOrEqual(1_000_000);
    expect(proxy.asked[1]?.bytes).toBeLessThan(2_000_000);
  });

  it.each(["reset", "half-close"] as const)("breaks the connection in the middle of an upload: %s", async (kind) => {
    proxy.script(onPut({ do: kind, afterBytes: 1_000_000 }));
    await expect(push(proxy.host, bytes)).rejects.toThrow();
    expect(proxy.asked[1]?.status).toBeUndefined();
    expect(await push(proxy.host, bytes)).toEqual([202, 201]);
  });

  it("stops answering, and answers late", async () => {
    proxy.script([{ fault: { do: "hang" } }, { fault: { do: "delay", ms: 200 } }]);
    await expect(fetch(`http://${proxy.host}/v2/`, { signal: AbortSignal.timeout(300) })).rejects.toThrow(/timeout/);
    const began = performance.now();
    expect((await fetch(`http://${proxy.host}/v2/`)).status).toBe(200);
    expect(performance.now() - began).toBeGreaterThan(190);
  });

  it("cuts an answer off", async () => {
    const digest = `sha256:${createHash("sha256").update(bytes).digest("hex")}`;
    proxy.script([{ path: paths.blob, fault: { do: "cut-answer", afterBytes: 1_000_000 } }]);
    const answer = await fetch(`http://${proxy.host}/v2/app/blobs/${digest}`);
    await expect(answer.arrayBuffer()).rejects.toThrow(/terminated/);
    expect((await (await fetch(`http://${proxy.host}/v2/app/blobs/${digest}`)).arrayBuffer()).byteLength).toBe(
      3_000_000,
    );
  });

  it("sends the client to another host", async () => {
    const otherHost = (headers: object) => ({ ...headers, location: "http://127.0.0.9:1/upload" });
    proxy.script([{ method: "POST", fault: { do: "rewrite", headers: otherHost } }]);
    const opened = await fetch(`http://${proxy.host}/v2/app/blobs/uploads/`, { method: "POST" });
    expect(opened.headers.get("location")).toBe("http://127.0.0.9:1/upload");
  });

  it("closes the registry's side when the client closes", async () => {
    proxy.script([]);
    const socket = connect({ host: "127.0.0.1", port: Number(proxy.host.split(":")[1]) });
    socket.write("PUT /v2/app/blobs/uploads/none HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nhalf");
    await expect.poll(() => proxy.asked.length).toBe(1);
    socket.destroy();
    await wait(50);
    expect((await fetch(`http://${proxy.host}/v2/`)).status).toBe(200);
  });
});

describe("a registry with a small disk", () => {
  it("accepts what fits, refuses what does not, and leaves no mount behind", async () => {
    const small = await startDockerRegistry({ name: "small", folder: join(folder, "small"), room: 4 });
    try {
      expect(await push(small.host, randomBytes(1_000_000))).toEqual([202, 201]);
      const [, status] = await push(small.host, randomBytes(8_000_000));
      expect(status).toBeGreaterThanOrEqual(500);
    } finally {
      await small.stop();
    }
    expect(await readFile("/proc/self/mountinfo", "utf8")).not.toContain(folder);
  });
});
