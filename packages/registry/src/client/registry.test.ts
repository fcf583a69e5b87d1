// The client against a server that misbehaves on purpose.
import { expect, it } from "vitest";
import { fakeClock } from "../../test/fake-clock.ts";
import { type Reply, type Script, scriptedServer } from "../../test/scripted-server.ts";
import type { RegistryError } from "../http/error.ts";
import { copyImage } from "../publish/copy.ts";
import { repositorySource } from "../source/repository.ts";
import { digestLike, type Manifest } from "./manifest.ts";
import { connect, type Registry } from "./registry.ts";

const OCI = "application/vnd.oci.image.manifest.v1+json";
const quick = { access: "push", attempts: 3, pauseMs: 1, timeoutMs: 60_000, clock: fakeClock() } as const;
const bytes = (text: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(text);

const LAYER = bytes("a layer");
const CONFIG = bytes("{}");
const blob = (content: Uint8Array) => ({ mediaType: "x", digest: digestLike("", content), size: content.byteLength });
const IMAGE = bytes(JSON.stringify({ mediaType: OCI, config: blob(CONFIG), layers: [blob(LAYER)] }));
const MANIFEST: Manifest = { bytes: IMAGE, mediaType: OCI, digest: digestLike("", IMAGE) };

const reply = (status: number, headers: Record<string, string> = {}, body = ""): Reply => ({ status, headers, body });

async function against(script: Script, use: (registry: Registry) => Promise<void>, options = {}) {
  await using server = await scriptedServer(script);
  await use(connect({ host: server.host, ...quick, ...options }));
  return server.heard;
}

const failure = (work: Promise<unknown>): Promise<RegistryError> =>
  work.then(
    () => {
      throw new Error("it succeeded");
    },
    (error) => error,
  );

it("retries a transient error after the pause that the registry asks for", async () => {
  let calls = 0;
  const clock = fakeClock();
  const heard = await against(
    () => (++calls < 3 ? reply(429, { "retry-after": "7" }) : reply(200, { "docker-content-digest": MANIFEST.digest })),
    async (registry) => expect(await registry.resolveDigest("acme/app", "t")).toBe(MANIFEST.digest),
    { clock },
  );
  expect(clock.sleeps.map((ms) => Math.floor(ms / 1000))).toEqual([7, 7]);
  expect(heard).toHaveLength(3);
  expect(heard[0]?.headers.accept?.split(", ")).toHaveLength(4);
});

it.each([
  [401, "unauthorized", 1],
  [403, "denied", 1],
  [429, "rate-limited", 3],
  [500, "unavailable", 3],
])("gives up on %i as %s after %i requests", async (status, reason, requests) => {
  const heard = await against(
    () => reply(status),
    async (registry) => expect(await failure(registry.getManifest("acme/app", "t"))).toMatchObject({ reason, status }),
  );
  expect(heard).toHaveLength(requests);
});

it("fails immediately if the registry asks for an hour", async () => {
  const heard = await against(
    () => reply(429, { "retry-after": "3600" }),
    async (registry) =>
      expect(await failure(registry.resolveDigest("a", "t"))).toMatchObject({ retryAfterMs: 3_600_000 }),
  );
  expect(heard).toHaveLength(1);
});

it("times out on a registry that stops responding, before the headers and in the middle of a body", async () => {
  const clock = fakeClock();
  const limits = { timeoutMs: 30_000, attempts: 2, clock };
  const silent = await against(
    () => void clock.advance(30_000),
    async (registry) => expect(await failure(registry.resolveDigest("a", "t"))).toMatchObject({ reason: "timeout" }),
    limits,
  );
  expect(silent).toHaveLength(2);
  await against(
    (_, response) => {
      response.writeHead(200, { "content-length": "100" });
      response.write("{", () => clock.advance(30_000));
      return undefined;
    },
    async (registry) => expect(await failure(registry.getManifest("a", "t"))).toMatchObject({ reason: "timeout" }),
    limits,
  );
});

it("treats a closed connection as transient", async () => {
  const heard = await against(
    (_, response) => {
      response.destroy();
      return undefined;
    },
    async (registry) =>
      expect(await failure(registry.resolveDigest("a", "t"))).toMatchObject({ reason: "unavailable" }),
  );
  expect(heard).toHaveLength(3);
});

it("says that a connection was refused", async () => {
  await using server = await scriptedServer(() => reply(200));
  const { host } = server;
  await server[Symbol.asyncDispose]();
  expect((await failure(connect({ host, ...quick }).resolveDigest("a", "t"))).message).toContain(
    "refused the connection",
  );
});

it("stops when the step is cancelled", async () => {
  const cancel = new AbortController();
  await against(
    () => {
      cancel.abort(new Error("cancelled by the runner"));
      return undefined;
    },
    async (registry) =>
      expect((await failure(registry.resolveDigest("a", "t"))).message).toBe("cancelled by the runner"),
    { signal: cancel.signal },
  );
});

it("requests one token for the scope and uses it for all requests", async () => {
  const script: Script = ({ path, headers }) => {
    if (path.startsWith("/token")) return reply(200, {}, JSON.stringify({ token: "t0ken" }));
    if (headers.authorization === "Bearer t0ken") return reply(200, { "docker-content-digest": MANIFEST.digest });
    return reply(401, { "www-authenticate": `Bearer realm="http://${headers.host}/token",service="reg"` });
  };
  const heard = await against(
    script,
    async (registry) => {
      await registry.resolveDigest("acme/app", "t");
      await registry.resolveDigest("acme/app", "u");
    },
    { credentials: { username: "u", password: "p" } },
  );
  expect(heard.map(({ path }) => path.split("?")[0])).toEqual([
    "/v2/",
    "/token",
    "/v2/acme/app/manifests/t",
    "/v2/acme/app/manifests/u",
  ]);
  expect(heard[1]?.path).toBe("/token?service=reg&scope=repository%3Aacme%2Fapp%3Apull%2Cpush");
  expect(heard[1]?.headers.authorization).toBe(`Basic ${Buffer.from("u:p").toString("base64")}`);
});

it("requests a new token when the old one is refused, and fails if that is refused too", async () => {
  let issued = 0;
  const script: Script = ({ path, headers }) => {
    if (path.startsWith("/token"))
      return reply(200, {}, JSON.stringify({ access_token: `t${++issued}`, expires_in: 300 }));
    if (headers.authorization === "Bearer t2") return reply(200, { "docker-content-digest": MANIFEST.digest });
    return reply(401, { "www-authenticate": `Bearer realm="http://${headers.host}/token"` });
  };
  await against(script, async (registry) => {
    // The first token is refused outright: one refusal of a fresh token is final.
    expect(await failure(registry.resolveDigest("a", "t"))).toMatchObject({ reason: "unauthorized" });
    expect(await registry.resolveDigest("a", "t")).toBe(MANIFEST.digest);
  });
  expect(issued).toBe(2);
});

it("sends no password to a token service that is not encrypted", async () => {
  const heard = await against(
    () => reply(401, { "www-authenticate": 'Bearer realm="http://token.example/"' }),
    async (registry) => expect((await failure(registry.resolveDigest("a", "t"))).message).toContain("not encrypted"),
    { credentials: { username: "u", password: "p" } },
  );
  expect(heard).toHaveLength(1);
});

it.each([401, 403])("treats a %i from the token service as wrong credentials, and says whose", async (status) => {
  await against(
    ({ path, headers }) =>
      path.startsWith("/token")
        ? reply(status)
        : reply(401, { "www-authenticate": `Bearer realm="http://${headers.host}/token"` }),
    async (registry) => {
      const error = await failure(registry.resolveDigest("a", "t"));
      expect(error).toMatchObject({ reason: "unauthorized", status });
      expect(error.message).toContain(`refused to issue a token to "u" (HTTP ${status})`);
      expect(error.message).not.toContain("s3cret");
    },
    { credentials: { username: "u", password: "s3cret" } },
  );
});

it("treats a 401 to a valid token as missing access", async () => {
  const script: Script = ({ path, headers }) =>
    path.startsWith("/token")
      ? reply(200, {}, JSON.stringify({ token: "t" }))
      : reply(401, { "www-authenticate": `Bearer realm="http://${headers.host}/token",error="insufficient_scope"` });
  const credentials = { username: "u", password: "p" };
  const ask = async (registry: Registry, reason: string) =>
    expect(await failure(registry.resolveDigest("a", "t"))).toMatchObject({ reason, status: 401 });
  await against(script, (registry) => ask(registry, "denied"), { credentials });
  await against(script, (registry) => ask(registry, "unauthorized"));
});

it("rejects a manifest with another digest", async () => {
  const lying = () => reply(200, { "content-type": OCI, "docker-content-digest": MANIFEST.digest }, "{}");
  await against(lying, async (registry) => {
    expect(await failure(registry.getManifest("a", "t"))).toMatchObject({ reason: "digest-mismatch" });
    expect(await failure(registry.getManifest("a", MANIFEST.digest))).toMatchObject({ reason: "digest-mismatch" });
  });
});

it("rejects a response that states another digest than that of the stored manifest", async () => {
  await against(
    () => reply(201, { "docker-content-digest": `sha256:${"0".repeat(64)}` }),
    async (registry) =>
      expect(await failure(registry.putManifest("a", "t", MANIFEST))).toMatchObject({ reason: "digest-mismatch" }),
  );
});

it("does not read an endless document", async () => {
  await against(
    (_, response) => {
      response.writeHead(200);
      const fill = (): void => {
        while (response.write(Buffer.alloc(1 << 20)));
        response.once("drain", fill);
      };
      fill();
      return undefined;
    },
    async (registry) =>
      expect((await failure(registry.getManifest("a", "t"))).message).toContain("more than 8388608 bytes"),
  );
});

it("does not follow redirects forever", async () => {
  const heard = await against(
    () => reply(302, { location: "/again" }),
    async (registry) =>
      expect((await failure(registry.getManifest("a", "t"))).message).toContain("redirects more than 5"),
  );
  expect(heard).toHaveLength(6);
});

it("never completes a layer whose bytes are wrong, and stores no manifest after it", async () => {
  await using source = await scriptedServer(({ path }) => {
    if (path.endsWith(blob(LAYER).digest)) return { status: 200, body: bytes("another") };
    return { status: 200, body: CONFIG };
  });
  await using target = await scriptedServer(({ method }) =>
    method === "POST" ? reply(202, { location: "/upload?state=a%20b%2Fc" }) : reply(method === "PUT" ? 201 : 404),
  );
  const from = repositorySource({ registry: connect({ host: source.host, ...quick }), name: "a" }, MANIFEST);
  const copy = copyImage(from, [{ registry: connect({ host: target.host, ...quick }), name: "b" }]);
  expect(await failure(copy)).toMatchObject({ reason: "digest-mismatch" });
  const puts = target.heard.filter(({ method }) => method === "PUT");
  expect(puts.map(({ path }) => path)).toEqual([
    `/upload?state=a%20b%2Fc&digest=${encodeURIComponent(blob(CONFIG).digest)}`,
  ]);
  expect(puts[0]?.headers).toMatchObject({ "content-length": "2" });
  expect(puts[0]?.headers["transfer-encoding"]).toBeUndefined();
});

it("sends credentials neither to the storage of a layer nor to the location of an upload", async () => {
  const credentials = { username: "u", password: "p" };
  const contents = new Map([LAYER, CONFIG].map((content) => [blob(content).digest, content]));
  await using store = await scriptedServer(({ method, path }) =>
    method === "PUT" ? reply(201) : { status: 200, body: contents.get(path.slice(1)) ?? "" },
  );
  const withLogin =
    (script: Script): Script =>
    (heard, response) =>
      heard.headers.authorization === undefined
        ? reply(401, { "www-authenticate": 'Basic realm="r"' })
        : script(heard, response);
  await using source = await scriptedServer(
    withLogin(({ path }) => reply(307, { location: `http://${store.host}/${path.split("/").at(-1)}` })),
  );
  await using target = await scriptedServer(
    withLogin(({ method, path }) => {
      if (method === "POST") return reply(202, { location: `http://${store.host}/put` });
      return method === "PUT" && path.includes("/manifests/") ? reply(201) : reply(404);
    }),
  );
  const from = { registry: connect({ host: source.host, ...quick, credentials }), name: "a" };
  const to = { registry: connect({ host: target.host, ...quick, credentials }), name: "b" };
  const [copied] = await copyImage(repositorySource(from, MANIFEST), [to]);
  expect(copied).toMatchObject({ report: { copied: 2, manifests: 1 } });
  expect(store.heard.map(({ method }) => method).sort()).toEqual(["GET", "GET", "PUT", "PUT"]);
  expect(store.heard.filter(({ headers }) => headers.authorization !== undefined)).toEqual([]);
  const put = store.heard.filter(({ method }) => method === "PUT").map(({ body }) => body.toString());
  expect(put.sort()).toEqual(["a layer", "{}"]);
});
