// One blob to several registries, some of which misbehave on purpose.
import { createHash, randomBytes } from "node:crypto";
import { expect, it } from "vitest";
import { fakeClock } from "../../test/fake-clock.ts";
import { type MemoryRegistry, memoryRegistry } from "../../test/memory-registry.ts";
import type { Repository } from "../client/registry.ts";
import { connect } from "../client/registry.ts";
import { copyBlob } from "./blob.ts";
import { openMultiUpload } from "./multi-upload.ts";
import type { Transfer } from "./transfer.ts";

const quick = { access: "push", attempts: 3, pauseMs: 1, timeoutMs: 60_000 } as const;
const repository = ({ host }: { host: string }, options = {}): Repository => ({
  registry: connect({ host, ...quick, clock: fakeClock(), ...options }),
  name: "acme/app",
});
const digestOf = (bytes: Uint8Array): string => `sha256:${createHash("sha256").update(bytes).digest("hex")}`;
const SMALL = randomBytes(200_000);
const LARGE = randomBytes(6_000_000);
const from = { from: "the test" };

/** Sends the bytes in chunks, without knowing digest or size in advance, as an engine's push does. */
async function send(bytes: Uint8Array, repositories: readonly Repository[], options = {}) {
  const fan = openMultiUpload({}, repositories, { ...from, ...options });
  for (let at = 0; at < bytes.byteLength; at += 50_000) {
    if (!(await fan.write(bytes.subarray(at, at + 50_000)))) return fan.results;
  }
  return fan.finish(digestOf(bytes));
}

const statuses = async (results: ReturnType<typeof send>) => (await results).map(({ status }) => status);
const source = (bytes: Uint8Array) => ({
  describe: "the test",
  async *read() {
    for (let at = 0; at < bytes.byteLength; at += 50_000) yield bytes.subarray(at, at + 50_000);
  },
});
const described = (bytes: Uint8Array) => ({ mediaType: "x", digest: digestOf(bytes), size: bytes.byteLength });
const methods = ({ heard }: MemoryRegistry): string[] => heard.map(({ method }) => method);

it("uploads to all, whether digest and size are known in advance or not", async () => {
  await using one = await memoryRegistry();
  await using two = await memoryRegistry();
  expect(await statuses(send(LARGE, [repository(one), repository(two)]))).toEqual(["copied", "copied"]);
  await copyBlob(described(SMALL), source(SMALL), [repository(one), repository(two)]);
  for (const { blobs } of [one, two]) {
    expect(blobs.get(digestOf(LARGE))?.equals(LARGE)).toBe(true);
    expect(blobs.get(digestOf(SMALL))?.equals(SMALL)).toBe(true);
  }
  expect(methods(one)).toEqual(["POST", "PATCH", "PUT", "HEAD", "POST", "PUT"]);
});

it("counts what each registry accepts, and subtracts failed attempts", async () => {
  let cuts = 0;
  await using steady = await memoryRegistry();
  await using shaky = await memoryRegistry(({ method }, response) => {
    if (method !== "PATCH" || cuts++ > 0) return "pass";
    response.destroy();
    return undefined;
  });
  const sums = new Map<string, number>();
  const onTransfer = (transfer: Transfer): void => {
    const { host } = transfer.repository.registry;
    if (transfer.kind === "moved") sums.set(host, (sums.get(host) ?? 0) + transfer.bytes);
  };
  await send(SMALL, [repository(steady), repository(shaky)], { onTransfer });
  expect([...sums.values()]).toEqual([SMALL.byteLength, SMALL.byteLength]);
});

it("completes no blob with another digest", async () => {
  await using one = await memoryRegistry();
  const fan = openMultiUpload({}, [repository(one)], from);
  await fan.write(SMALL);
  await fan.write(SMALL);
  await expect(fan.finish(digestOf(SMALL))).rejects.toMatchObject({ reason: "digest-mismatch" });
  expect(methods(one)).not.toContain("PUT");
  // In one request: longer, shorter and different.
  for (const wrong of [Buffer.concat([SMALL, SMALL]), SMALL.subarray(1), randomBytes(SMALL.byteLength)]) {
    await expect(copyBlob(described(SMALL), source(wrong), [repository(one)])).rejects.toMatchObject({
      reason: "digest-mismatch",
    });
  }
  expect(one.blobs.size).toBe(0);
});

it("drops a registry that does not open an upload while others wait for it", async () => {
  const clock = fakeClock();
  await using one = await memoryRegistry();
  await using hanging = await memoryRegistry(() => undefined);
  const never = { clock, timeoutMs: Number.MAX_SAFE_INTEGER };
  let done = false;
  const sending = send(LARGE, [repository(one, never), repository(hanging, never)], { openingTimeoutMs: 100 }).finally(
    () => {
      done = true;
    },
  );
  // However often the limit passes, only the registry without an open upload is dropped.
  while (!done) {
    await new Promise(setImmediate);
    clock.advance(100);
  }
  expect(await sending).toMatchObject([
    { status: "copied" },
    { status: "failed", wasSending: false, error: { reason: "timeout" } },
  ]);
});

it("waits for a registry that does not open an upload if it is the only one", async () => {
  let calls = 0;
  await using limited = await memoryRegistry(({ method }) =>
    method === "POST" && calls++ === 0 ? { status: 429, headers: { "retry-after": "0.5" } } : "pass",
  );
  expect(await statuses(send(LARGE, [repository(limited)], { openingTimeoutMs: 50 }))).toEqual(["copied"]);
});

it("stops reading the source when no registry accepts the blob", async () => {
  await using full = await memoryRegistry(({ method }) => (method === "POST" ? { status: 413 } : "pass"));
  const fan = openMultiUpload({}, [repository(full)], from);
  let wanted = 0;
  while (await fan.write(SMALL)) {
    wanted += 1;
    await new Promise(setImmediate);
  }
  expect(wanted).toBeLessThan(20);
  expect(await fan.results).toMatchObject([{ status: "failed", error: { reason: "rejected", status: 413 } }]);
});

it("does not trust a success before the end of the bytes", async () => {
  await using liar = await memoryRegistry(({ method }, response) => {
    if (method !== "PATCH") return "pass";
    response.writeHead(202, { location: "/upload/0", connection: "close" }).end();
    return undefined;
  });
  const results = await send(SMALL, [repository(liar)]);
  expect(results).toMatchObject([{ status: "failed" }]);
  expect(liar.blobs.size).toBe(0);
});

it("repeats an upload with a new token when one expires before or after the bytes", async () => {
  let issued = 0;
  const refused = new Set<string>();
  const once = (what: string): boolean => !refused.has(what) && refused.add(what) !== undefined;
  await using protectedRegistry = await memoryRegistry(({ method, path, headers }) => {
    if (path.startsWith("/token"))
      return { status: 200, body: JSON.stringify({ token: `t${++issued}`, expires_in: 300 }) };
    const stale = (method === "PATCH" || method === "PUT") && once(method);
    if (headers.authorization === `Bearer t${issued}` && !stale) return "pass";
    return { status: 401, headers: { "www-authenticate": `Bearer realm="http://${headers.host}/token"` } };
  });
  const credentials = { username: "u", password: "p" };
  expect(await statuses(send(SMALL, [repository(protectedRegistry, { credentials })]))).toEqual(["copied"]);
  expect(issued).toBe(3);
});

it("sends no credentials to another host that receives the bytes", async () => {
  await using store = await memoryRegistry();
  await using protectedRegistry = await memoryRegistry(({ method, headers }) => {
    if (headers.authorization === undefined) return { status: 401, headers: { "www-authenticate": 'Basic realm="r"' } };
    return method === "POST" ? { status: 202, headers: { location: `http://${store.host}/upload/0` } } : "pass";
  });
  const credentials = { username: "u", password: "p" };
  expect(await statuses(send(SMALL, [repository(protectedRegistry, { credentials })]))).toEqual(["copied"]);
  expect(methods(store)).toEqual(["PATCH", "PUT"]);
  expect(store.heard.filter(({ headers }) => headers.authorization !== undefined)).toEqual([]);
});

it("reads the source again for a registry that failed too late to repeat the upload from memory", async () => {
  let cuts = 0;
  await using steady = await memoryRegistry();
  await using shaky = await memoryRegistry(({ method }, response) => {
    if (method !== "PUT" || cuts++ > 0) return "pass";
    response.destroy();
    return undefined;
  });
  let readings = 0;
  const counted = {
    describe: "the test",
    read() {
      readings += 1;
      return source(LARGE).read();
    },
  };
  const results = await copyBlob(described(LARGE), counted, [repository(steady), repository(shaky)]);
  expect(results.map(({ status }) => status)).toEqual(["copied", "copied"]);
  expect(readings).toBe(2);
  expect(methods(steady)).toEqual(["HEAD", "POST", "PUT"]);
});

it("cancels all uploads when the source fails", async () => {
  await using one = await memoryRegistry();
  const fan = openMultiUpload({}, [repository(one)], from);
  await fan.write(SMALL);
  await fan.write(SMALL);
  await fan.abandon(new Error("the source failed"));
  expect(await fan.results).toMatchObject([{ status: "failed", error: { message: "the source failed" } }]);
  expect(one.blobs.size).toBe(0);
});
