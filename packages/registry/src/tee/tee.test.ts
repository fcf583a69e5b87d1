// The tee as an engine sees it, request by request; behind it registries in memory.
import { createHash, randomBytes } from "node:crypto";
import { request as ask } from "node:http";
import { expect, it, vi } from "vitest";
import { fakeClock } from "../../test/fake-clock.ts";
import { memoryRegistry } from "../../test/memory-registry.ts";
import { connect, type Registry, type Repository } from "../client/registry.ts";
import { openTee, type Tee } from "./tee.ts";

const MANIFEST = "application/vnd.oci.image.manifest.v1+json";
const BYTES = randomBytes(100_000);
const digestOf = (bytes: Uint8Array | string): string => `sha256:${createHash("sha256").update(bytes).digest("hex")}`;
const DIGEST = digestOf(BYTES);
const silent = { info: () => {}, debug: () => {}, warning: () => {} };

const repository = ({ host }: { host: string }): Repository => ({
  registry: connect({ host, access: "push", attempts: 2, pauseMs: 1, timeoutMs: 60_000, clock: fakeClock() }),
  name: "acme/app",
});

async function withTee(
  registries: readonly { host: string }[],
  use: (engine: ReturnType<typeof engineFor>, tee: Tee) => Promise<void>,
): Promise<void> {
  const tee = await openTee({ destinations: registries.map(repository), log: silent, clock: fakeClock() });
  try {
    await use(engineFor(tee), tee);
  } finally {
    await tee.close();
  }
}

type Ask = { body?: Uint8Array | string; headers?: Record<string, string>; as?: string };

/** Sends requests to the tee's repository, or to a full path. */
function engineFor(tee: Tee) {
  const [host = "", random = ""] = tee.reference.split("/");
  const base = `http://${host}/v2/${random}/image`;
  const { username, password } = tee.credentials;
  const send = async (method: string, path: string, { body, headers = {}, as }: Ask = {}) => {
    const authorization = as ?? `Basic ${btoa(`${username}:${password}`)}`;
    const url = path.startsWith("/v2/") ? `http://${host}${path}` : `${base}/${path}`;
    const answer = await fetch(url, {
      method,
      headers: { ...headers, authorization },
      ...(body && { body: Buffer.from(body) }),
    });
    return { status: answer.status, headers: answer.headers, text: await answer.text() };
  };
  const begin = async (query = ""): Promise<string> =>
    (await send("POST", `blobs/uploads/${query}`)).headers.get("location") ?? "";
  return { base, send, begin };
}

it("only accepts the engine's credentials, and has no other repository", async () => {
  await using registry = await memoryRegistry();
  await withTee([registry], async ({ send }, tee) => {
    for (const as of ["", "Basic eDp5", "Bearer x"]) {
      const refused = await send("POST", "blobs/uploads/", { as });
      expect(refused.status).toBe(401);
      expect(refused.headers.get("www-authenticate")).toBe('Basic realm="tee"');
    }
    expect(tee.seen).toBe(false);
    expect((await send("GET", "/v2/")).status).toBe(200);
    expect(tee.seen).toBe(true);
    for (const path of ["/v2/other/image/blobs/uploads/", "/v2/_catalog", "/v2/%2e%2e/x", "/v2/image/tags/list"]) {
      expect((await send("POST", path)).status).toBe(404);
    }
    expect(registry.heard).toEqual([]);
  });
});

it("receives a layer in chunks, reports its progress, and completes it with its digest", async () => {
  await using one = await memoryRegistry();
  await using two = await memoryRegistry();
  await withTee([one, two], async ({ send, begin }) => {
    const upload = await begin();
    const first = await send("PATCH", upload, { body: BYTES.subarray(0, 60_000) });
    expect([first.status, first.headers.get("range")]).toEqual([202, "0-59999"]);
    const misplaced = await send("PATCH", upload, { body: "x", headers: { "content-range": "5-6" } });
    expect([misplaced.status, misplaced.headers.get("range")]).toEqual([416, "0-59999"]);
    expect((await send("GET", upload)).headers.get("range")).toBe("0-59999");
    const second = { body: BYTES.subarray(60_000), headers: { "content-range": "60000-99999" } };
    expect((await send("PATCH", upload, second)).status).toBe(202);
    const created = await send("PUT", `${upload}?digest=${DIGEST}`);
    expect([created.status, created.headers.get("docker-content-digest")]).toEqual([201, DIGEST]);
    const found = await send("HEAD", `blobs/${DIGEST}`);
    expect([found.status, found.headers.get("content-length")]).toEqual([200, "100000"]);
  });
  for (const { blobs, heard } of [one, two]) {
    expect(blobs.get(DIGEST)?.equals(BYTES)).toBe(true);
    expect(heard.map(({ method }) => method)).toEqual(["POST", "PATCH", "PUT"]);
  }
});

it.each([
  [
    "POST and PUT",
    async (engine: ReturnType<typeof engineFor>) =>
      engine.send("PUT", `${await engine.begin()}?digest=${DIGEST}`, { body: BYTES }),
  ],
  [
    "one POST",
    (engine: ReturnType<typeof engineFor>) => engine.send("POST", `blobs/uploads/?digest=${DIGEST}`, { body: BYTES }),
  ],
])("passes on a layer that is pushed as %s in one request, to the registries that lack it", async (_, push) => {
  await using one = await memoryRegistry();
  await using two = await memoryRegistry();
  await withTee([one], async (engine) => void (await push(engine)));
  await withTee([one, two], async (engine) => {
    expect((await engine.send("HEAD", `blobs/${DIGEST}`)).status).toBe(200);
    expect((await push(engine)).status).toBe(201);
  });
  expect(one.heard.filter(({ method }) => method === "PUT")).toHaveLength(1);
  expect(two.heard.map(({ method }) => method)).toEqual(["HEAD", "POST", "PUT"]);
  expect(two.blobs.get(DIGEST)?.equals(BYTES)).toBe(true);
});

it("starts an upload instead of a mount, and skips registries that have the blob", async () => {
  await using one = await memoryRegistry();
  await using two = await memoryRegistry();
  await withTee(
    [one],
    async ({ send, begin }) => void (await send("PUT", `${await begin()}?digest=${DIGEST}`, { body: BYTES })),
  );
  const before = one.heard.length;
  await withTee([one, two], async ({ send, begin }) => {
    const upload = await begin(`?mount=${DIGEST}&from=acme/base`);
    await send("PATCH", upload, { body: BYTES });
    expect((await send("PUT", `${upload}?digest=${DIGEST}`)).status).toBe(201);
  });
  expect(one.heard.slice(before).map(({ method }) => method)).toEqual(["HEAD"]);
  expect(two.blobs.has(DIGEST)).toBe(true);
});

it("reports a blob and its size if one registry has it, from which the others can get it", async () => {
  const stating = (headers: Record<string, string>) =>
    memoryRegistry(({ method }, response) => {
      if (method !== "HEAD") return "pass";
      response.writeHead(200, headers).end();
      return undefined;
    });
  await using has = await memoryRegistry();
  await using lacks = await memoryRegistry();
  await using silentOnSize = await stating({ "transfer-encoding": "chunked" });
  await using saysNothing = await stating({ "content-length": "0" });
  await using saysMore = await stating({ "content-length": "100001" });
  // It claims to have the blob but cannot send it, so the others would never get it, in any run.
  await using givesNothing = await memoryRegistry(({ method }) => {
    if (method === "HEAD") return { status: 200, headers: { "content-length": "100000" } };
    return method === "GET" ? { status: 403 } : "pass";
  });
  await withTee(
    [has],
    async ({ send, begin }) => void (await send("PUT", `${await begin()}?digest=${DIGEST}`, { body: BYTES })),
  );
  const status = async (...registries: { host: string }[]): Promise<number> => {
    let found = 0;
    await withTee(registries, async ({ send }) => {
      found = (await send("HEAD", `blobs/${DIGEST}`)).status;
    });
    return found;
  };
  expect(await status(has)).toBe(200);
  expect(await status(has, lacks)).toBe(200);
  expect(await status(lacks, has)).toBe(200);
  expect(await status(lacks)).toBe(404);
  expect(await status(has, silentOnSize)).toBe(200);
  expect(await status(has, saysMore)).toBe(404);
  for (const unsure of [silentOnSize, saysNothing]) {
    expect(await status(unsure)).toBe(404);
    expect(await status(unsure, lacks)).toBe(404);
  }
  expect(await status(givesNothing)).toBe(200);
  expect(await status(givesNothing, lacks)).toBe(404);
  expect(await status(givesNothing, has, lacks)).toBe(200);
});

it("rejects a layer with another digest, and keeps nothing of it", async () => {
  await using registry = await memoryRegistry();
  await withTee([registry], async ({ send, begin }) => {
    const upload = await begin();
    await send("PATCH", upload, { body: BYTES });
    const wrong = await send("PUT", `${upload}?digest=${digestOf("other")}`);
    expect(wrong.status).toBe(400);
    expect(JSON.parse(wrong.text)).toMatchObject({ errors: [{ code: "DIGEST_INVALID" }] });
    expect((await send("PUT", `${upload}?digest=${DIGEST}`)).status).toBe(404);
    expect((await send("PUT", `${await begin()}?digest=md5:1`, { body: BYTES })).status).toBe(400);
  });
  expect(registry.blobs.size).toBe(0);
});

it("makes the engine retry or give up, depending on the registries' responses", async () => {
  for (const [theirs, ours, code] of [
    [500, 503, "UNAVAILABLE"],
    [403, 403, "DENIED"],
  ] as const) {
    await using registry = await memoryRegistry(({ method }) => (method === "POST" ? { status: theirs } : "pass"));
    await withTee([registry], async ({ send, begin }, tee) => {
      const refused = await send("PUT", `${await begin()}?digest=${DIGEST}`, { body: BYTES });
      expect(refused.status).toBe(ours);
      expect(JSON.parse(refused.text)).toMatchObject({ errors: [{ code }] });
      expect(tee.error).toMatchObject({ status: theirs });
    });
  }
});

it("gives up on an unexpected error and reports it, wherever it occurs", async () => {
  const unexpected = new TypeError("Promise.withResolvers is not a function");
  const fails = () => {
    throw unexpected;
  };
  await using good = await memoryRegistry();
  await using other = await memoryRegistry();
  const within = (change: (registry: Registry) => Partial<Registry>): Repository => {
    const { registry, name } = repository(other);
    return { registry: { ...registry, ...change(registry) }, name };
  };
  const cases: readonly (readonly [string, () => Repository, () => void])[] = [
    [
      "the tee itself",
      () => repository(other),
      () => void vi.spyOn(Promise, "withResolvers").mockImplementation(fails),
    ],
    ["the path of a request", () => repository(other), () => void vi.spyOn(URL, "parse").mockImplementation(fails)],
    ["a look at a registry", () => within(() => ({ findBlob: fails })), () => {}],
    [
      "an upload to a registry",
      () => within(({ transport }) => ({ transport: { ...transport, sendOnce: fails } })),
      () => {},
    ],
  ];
  for (const [where, destination, begin] of cases) {
    // The other registry works, which must not hide the error.
    const tee = await openTee({ destinations: [repository(good), destination()], log: silent });
    const { base, send } = engineFor(tee);
    try {
      const { username, password } = tee.credentials;
      const url = `${base}/blobs/uploads/?digest=${DIGEST}`;
      begin();
      const headers = { authorization: `Basic ${btoa(`${username}:${password}`)}` };
      const answer = await fetch(url, { method: "POST", headers, body: BYTES });
      expect([where, answer.status]).toEqual([where, 403]);
      expect(await answer.json()).toMatchObject({
        errors: [{ code: "DENIED", message: expect.stringContaining(unexpected.message) }],
      });
      vi.restoreAllMocks();
      expect(tee.error).toBe(unexpected);
      const after = await send("GET", "/v2/");
      expect([after.status, after.text]).toEqual([403, expect.stringContaining(unexpected.message)]);
    } finally {
      vi.restoreAllMocks();
      await tee.close();
    }
  }
});

it("keeps manifests in memory and returns them as the image", async () => {
  await using registry = await memoryRegistry();
  const image = JSON.stringify({
    mediaType: MANIFEST,
    config: { mediaType: "x", digest: DIGEST, size: 100_000 },
    layers: [],
  });
  const child = { mediaType: MANIFEST, digest: digestOf(image), size: image.length };
  const index = JSON.stringify({ mediaType: "application/vnd.oci.image.index.v1+json", manifests: [child] });
  await withTee([registry], async ({ send, begin }, tee) => {
    await send("PUT", `${await begin()}?digest=${DIGEST}`, { body: BYTES });
    const before = registry.heard.length;
    const headers = { "content-type": MANIFEST };
    expect((await send("HEAD", `manifests/${child.digest}`)).status).toBe(404);
    expect((await send("PUT", `manifests/${digestOf("other")}`, { body: image, headers })).status).toBe(400);
    expect((await send("PUT", `manifests/${child.digest}`, { body: image, headers })).status).toBe(201);
    expect(() => tee.received()).toThrow(expect.objectContaining({ reason: "no-image" }));
    const whole = await send("PUT", "manifests/tee", {
      body: index,
      headers: { "content-type": "application/vnd.oci.image.index.v1+json" },
    });
    expect(whole.headers.get("docker-content-digest")).toBe(digestOf(index));
    expect((await send("GET", "manifests/tee")).text).toBe(index);
    expect((await send("PUT", "manifests/huge", { body: new Uint8Array(9_000_000), headers })).status).toBe(413);

    const received = tee.received();
    expect(received.root.digest).toBe(digestOf(index));
    expect(received.manifests.map(({ digest }) => digest)).toEqual([child.digest, digestOf(index)]);
    expect((await received.manifest(child.digest)).mediaType).toBe(MANIFEST);
    await expect(received.manifest(DIGEST)).rejects.toMatchObject({ reason: "no-image" });
    expect(registry.heard).toHaveLength(before);
  });
});

it("cancels the uploads of an engine that closes its connection, and all of them when it is closed", async () => {
  const opened = Promise.withResolvers<void>();
  await using registry = await memoryRegistry(() => {
    opened.resolve();
    return "pass";
  });
  await withTee([registry], async ({ base, begin, send }, tee) => {
    const upload = await begin();
    const { username, password } = tee.credentials;
    const cut = ask(new URL(upload, base), { method: "PATCH", auth: `${username}:${password}` });
    cut.on("error", () => {});
    cut.write(BYTES);
    await opened.promise;
    cut.destroy();
    // Until the tee has noticed. The limit is that of the test.
    while ((await send("GET", upload)).status !== 404);
    expect(tee.error).toBeUndefined();
    await send("PATCH", await begin(), { body: BYTES });
  });
  expect(registry.heard.filter(({ method }) => method === "PUT")).toEqual([]);
});

it("closes the connection of an engine that goes on sending long after an error response", async () => {
  const clock = fakeClock();
  await using registry = await memoryRegistry();
  const tee = await openTee({ destinations: [repository(registry)], log: silent, clock });
  try {
    const { base } = engineFor(tee);
    const { username, password } = tee.credentials;
    const endless = ask(new URL(`${base}/manifests/tee`), { method: "PUT", auth: `${username}:${password}` });
    endless.on("error", () => {});
    const closed = new Promise((resolve) => endless.on("close", resolve));
    const response = new Promise<number | undefined>((resolve) =>
      endless.on("response", ({ statusCode, socket }) => {
        socket.on("error", () => {});
        resolve(statusCode);
      }),
    );
    endless.write(Buffer.alloc(9_000_000));
    expect(await response).toBe(413);
    clock.advance(500);
    await closed;
  } finally {
    await tee.close();
  }
});
