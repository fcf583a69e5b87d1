// A registry on another machine that wants a push to reach this machine's own Docker socket, or to send a password somewhere else.
import { describe, expect, it } from "vitest";
import { parseChallenges } from "../../packages/registry/src/auth/challenge.ts";
import { digestLike, type Manifest } from "../../packages/registry/src/client/manifest.ts";
import { connect, type Registry, type RegistryError } from "../../packages/registry/src/index.ts";
import { copyImage } from "../../packages/registry/src/publish/copy.ts";
import { referrersOf } from "../../packages/registry/src/publish/referrers.ts";
import { repositorySource } from "../../packages/registry/src/source/repository.ts";
import { checkWrite } from "../../packages/registry/src/upload/requests.ts";
import { fakeClock } from "../../packages/registry/test/fake-clock.ts";
import type { Heard, Reply, Script } from "../../packages/registry/test/scripted-server.ts";
import { type DockerSocket, dockerSocket, isAlone, resolve, type Stranger, stranger } from "./elsewhere.ts";

const PASSWORD = "the-password-of-this-registry";
const credentials = { username: "robot", password: PASSWORD };
const BASIC = Buffer.from(`robot:${PASSWORD}`).toString("base64");
const quick = { access: "push", attempts: 1, pauseMs: 1, timeoutMs: 60_000, resolve } as const;
const reply = (status: number, headers: Record<string, string> = {}, body: string | Uint8Array = ""): Reply => ({
  status,
  headers,
  body,
});
const DIGEST = `sha256:${"0".repeat(64)}`;
const bytes = (text: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(text);

type Attack = { readonly port: number; readonly socket: DockerSocket; readonly other: Stranger };
type Given = { readonly heard: Heard; readonly attack: Attack };

/** A registry of a stranger, with another host of the same stranger, and the Docker socket that neither may reach. */
async function registryOf(
  script: (given: Given) => Reply | undefined,
  options: object = {},
  other: Script = () => reply(200),
) {
  const [socket, elsewhere] = await Promise.all([dockerSocket(), stranger(other)]);
  const own: Stranger = await stranger((heard) =>
    script({ heard, attack: { port: own.port, socket, other: elsewhere } }),
  );
  const registry = connect({ host: `registry.example:${own.port}`, clock: fakeClock(), ...quick, ...options });
  return { registry, own, socket, other: elsewhere };
}

const failure = (work: Promise<unknown>): Promise<RegistryError> =>
  work.then(
    () => {
      throw new Error("it succeeded");
    },
    (error) => error,
  );

/** URLs that lead to the socket on loopback, or to what no answer may lead to. */
const FORBIDDEN: readonly (readonly [what: string, url: (attack: Attack) => string])[] = [
  ["http://127.0.0.1", ({ socket }) => `http://127.0.0.1:${socket.port}/containers/create`],
  ["http://localhost", ({ socket }) => `http://localhost:${socket.port}/`],
  ["http://[::1]", ({ socket }) => `http://[::1]:${socket.port}/`],
  ["http in decimal", ({ socket }) => `http://2130706433:${socket.port}/`],
  ["http in hexadecimal", ({ socket }) => `http://0x7f.1:${socket.port}/`],
  ["http on its own host", ({ port }) => `http://registry.example:${port}/`],
  ["https://127.0.0.1", ({ socket }) => `https://127.0.0.1:${socket.port}/`],
  ["https://127.9.9.9", ({ socket }) => `https://127.9.9.9:${socket.port}/`],
  ["https://localhost.", ({ socket }) => `https://localhost.:${socket.port}/`],
  ["https below localhost", ({ socket }) => `https://docker.localhost:${socket.port}/`],
  ["https://[::ffff:127.0.0.1]", ({ socket }) => `https://[::ffff:127.0.0.1]:${socket.port}/`],
  ["https://0.0.0.0", ({ socket }) => `https://0.0.0.0:${socket.port}/`],
  ["https://[::]", ({ socket }) => `https://[::]:${socket.port}/`],
  ["a name that resolves to loopback", ({ socket }) => `https://loopback.example:${socket.port}/`],
  ["a name that resolves to IPv6 loopback", ({ socket }) => `https://loopback6.example:${socket.port}/`],
  ["a name that resolves to mapped loopback", ({ socket }) => `https://mapped.example:${socket.port}/`],
  ["a name that resolves to NAT64 loopback", ({ socket }) => `https://nat64.example:${socket.port}/`],
  ["a name that resolves to 0.0.0.0", ({ socket }) => `https://unspecified.example:${socket.port}/`],
  ["a name that resolves to several of them", ({ socket }) => `https://several.example:${socket.port}/`],
  ["a name that resolves to metadata", () => "https://metadata.example/"],
  ["a name that resolves to Azure's platform", () => "https://wireserver.example/"],
  ["a name that resolves to a scoped address", () => "https://scoped.example/"],
  ["the metadata", () => "https://169.254.169.254/latest/meta-data/"],
  ["the metadata by name", () => "https://metadata.google.internal/"],
  ["a file", () => "file:///var/run/docker.sock"],
  ["a script", () => "javascript:1"],
  ["a user and a password", ({ port }) => `https://robot:x@registry.example:${port}/upload`],
];

describe.skipIf(isAlone)("a registry", () => {
  it.each(FORBIDDEN)("names as upload location %s", async (_, target) => {
    const { registry, socket, own } = await registryOf(({ attack }) => reply(202, { location: target(attack) }));
    const error = await failure(checkedUpload(registry));
    expect(error).toMatchObject({ name: "RegistryError", reason: "rejected", state: "Nothing was sent there." });
    expect(own.heard.map(({ method }) => method)).toEqual(["POST"]);
    expect(socket.connections()).toBe(0);
  });

  it.each(FORBIDDEN)("redirects the request for a manifest to %s", async (_, target) => {
    const { registry, socket } = await registryOf(({ attack }) => reply(307, { location: target(attack) }));
    expect(await failure(registry.getManifest("app", "t"))).toMatchObject({ reason: "rejected" });
    expect(socket.connections()).toBe(0);
  });

  it.each(FORBIDDEN)("redirects the request for a layer to %s", async (_, target) => {
    const { registry, socket } = await registryOf(({ attack }) => reply(302, { location: target(attack) }));
    const layer = { digest: DIGEST, size: 1, mediaType: "x" };
    const read = async () => {
      for await (const _chunk of repositorySource({ registry, name: "app" }, MANIFEST).blob(layer));
    };
    expect(await failure(read())).toMatchObject({ reason: "rejected" });
    expect(socket.connections()).toBe(0);
  });

  it.each(FORBIDDEN)("names as next page of a list %s", async (_, target) => {
    const { registry, socket } = await registryOf(({ attack, heard }) =>
      heard.path.includes("/referrers/")
        ? reply(200, { link: `<${target(attack)}>; rel="next"` }, JSON.stringify({ manifests: [] }))
        : reply(404),
    );
    expect(await failure(referrersOf({ registry, name: "app" }, DIGEST))).toMatchObject({ reason: "rejected" });
    expect(socket.connections()).toBe(0);
  });

  it.each(FORBIDDEN)("names as token service %s", async (_, target) => {
    const { registry, socket, own } = await registryOf(
      ({ attack }) => reply(401, { "www-authenticate": `Bearer realm="${target(attack)}",service="x"` }),
      { credentials },
    );
    expect(await failure(registry.resolveDigest("app", "t"))).toMatchObject({ reason: "rejected" });
    expect(secretsIn(own.heard)).toEqual([]);
    expect(socket.connections()).toBe(0);
  });

  it.each(FORBIDDEN)("names to a stranger as token service %s", async (_, target) => {
    const { registry, socket } = await registryOf(({ attack }) =>
      reply(401, { "www-authenticate": `Bearer realm="${target(attack)}",service="x"` }),
    );
    expect(await failure(registry.resolveDigest("app", "t"))).toMatchObject({ reason: "rejected" });
    expect(socket.connections()).toBe(0);
  });

  it.each(FORBIDDEN)("redirects the request for a token to %s", async (_, target) => {
    const { registry, socket } = await registryOf(
      ({ attack, heard }) =>
        heard.path.startsWith("/token")
          ? reply(302, { location: target(attack) })
          : reply(401, { "www-authenticate": `Bearer realm="https://registry.example:${attack.port}/token"` }),
      { credentials },
    );
    expect(await failure(registry.resolveDigest("app", "t"))).toMatchObject({ reason: "rejected" });
    expect(socket.connections()).toBe(0);
  });

  it("lists a location that is allowed, and redirects from there to loopback", async () => {
    const { registry, socket } = await registryOf(
      ({ attack }) => reply(302, { location: `https://other.example:${attack.other.port}/blob` }),
      {},
      () => reply(302, { location: `https://127.0.0.1:${socket.port}/` }),
    );
    expect(await failure(registry.getManifest("app", "t"))).toMatchObject({ reason: "rejected" });
    expect(socket.connections()).toBe(0);
  });

  it("names a host that resolves to the network when it is judged, and to loopback when it is connected to", async () => {
    const answers: string[] = [];
    const rebinding: typeof resolve = (host, options, callback) => {
      if (host === "other.example") answers.push(host);
      const isFirst = host !== "other.example" || answers.length === 1;
      return resolve(isFirst ? host : "loopback.example", options, callback);
    };
    const { registry, socket, other } = await registryOf(
      // First to the host itself, then to where the socket listens, if the name now leads there.
      ({ attack, heard }) => {
        const port = heard.path.endsWith("/first") ? attack.other.port : attack.socket.port;
        return reply(307, { location: `https://other.example:${port}/manifest` });
      },
      { resolve: rebinding },
      () => reply(200, {}, MANIFEST.bytes),
    );
    expect(await registry.getManifest("app", "first")).toMatchObject({ digest: MANIFEST.digest });
    expect(answers).toHaveLength(1);
    expect(await failure(registry.getManifest("app", "second"))).toMatchObject({ reason: "rejected" });
    expect(answers).toHaveLength(2);
    expect(other.heard).toHaveLength(1);
    expect(socket.connections()).toBe(0);
  });

  it("claims that a layer can be mounted, and names the socket where it cannot", async () => {
    const { registry, socket } = await registryOf(({ attack }) =>
      reply(202, { location: `http://127.0.0.1:${attack.socket.port}/containers/x` }),
    );
    const { mount } = await import("../../packages/registry/src/upload/mount.ts");
    expect(await mount({ registry, name: "app" }, { registry, name: "base" }, DIGEST)).toBe(false);
    expect(socket.connections()).toBe(0);
  });

  it("sends the last part of an upload to the socket", async () => {
    const { registry, socket } = await registryOf(({ attack, heard }) =>
      heard.method === "POST"
        ? reply(202, { location: "/upload/1" })
        : reply(202, { location: `http://127.0.0.1:${attack.socket.port}/images/load` }),
    );
    const { openMultiUpload } = await import("../../packages/registry/src/upload/multi-upload.ts");
    const upload = openMultiUpload({}, [{ registry, name: "app" }], { from: "a test" });
    await upload.write(bytes("a layer"));
    expect(await upload.finish(digestLike("", bytes("a layer")))).toMatchObject([{ status: "failed" }]);
    expect(socket.connections()).toBe(0);
  });
});

describe.skipIf(isAlone)("a registry that wants the password elsewhere", () => {
  const challenge = (realm: string, scheme = "Bearer") => ({ "www-authenticate": `${scheme} realm="${realm}"` });
  const token = () => reply(200, {}, JSON.stringify({ token: "t" }));

  it.each([
    ["another host", (port: number) => `https://other.example:${port}/token`],
    ["another host with its own name in the path", (port: number) => `https://other.example:${port}/registry.example`],
    ["another host with its own name as a prefix", (port: number) => `https://registry.example.other.example:${port}/`],
    ["another host that looks like its own", (port: number) => `https://r\u00e9gistry.example:${port}/token`],
    ["a known token service of somebody else", () => "https://auth.docker.io/token"],
    ["the token service of GitLab", () => "https://gitlab.com/jwt/auth"],
  ])("names as token service %s", async (_, realm) => {
    const { registry, own, other } = await registryOf(
      ({ attack }) => reply(401, challenge(realm(attack.other.port))),
      { credentials },
      token,
    );
    const error = await failure(registry.resolveDigest("app", "t"));
    expect(error).toMatchObject({ reason: "rejected", state: expect.stringMatching(/credentials were not sent/) });
    expect(error.next).toMatch(/`registry\.example:\d+=[\w.:-]+` in the input `trusted-hosts`/);
    expect(secretsIn([...own.heard, ...other.heard])).toEqual([]);
    expect(other.heard).toEqual([]);
  });

  it("redirects the first request to another host, which asks for a login", async () => {
    const { registry, other } = await registryOf(
      ({ attack }) => reply(307, { location: `https://other.example:${attack.other.port}/v2/` }),
      { credentials },
      ({ path }) => (path.startsWith("/v2/") ? reply(401, challenge("https://other.example/", "Basic")) : token()),
    );
    expect(await failure(registry.resolveDigest("app", "t"))).toMatchObject({ reason: "rejected" });
    expect(secretsIn(other.heard)).toEqual([]);
  });

  it.each(["Bearer", "Basic"])("redirects a layer to another host, which asks for a login with %s", async (scheme) => {
    const { registry, own, other } = await registryOf(
      ({ attack, heard }) =>
        heard.path === "/v2/"
          ? reply(401, challenge(`https://registry.example:${attack.port}/token`))
          : heard.path.startsWith("/token")
            ? token()
            : reply(307, { location: `https://other.example:${attack.other.port}/blob` }),
      { credentials },
      () => reply(401, challenge(`https://other.example:${other.port}/token`, scheme)),
    );
    expect(await failure(registry.resolveDigest("app", "t"))).toMatchObject({ name: "RegistryError" });
    expect(secretsIn(other.heard)).toEqual([]);
    expect(own.heard.filter(({ path }) => path.startsWith("/token"))).toHaveLength(1);
  });

  it("names an upload location on another host, which asks for a login", async () => {
    const { registry, other } = await registryOf(
      ({ attack, heard }) =>
        heard.path === "/v2/"
          ? reply(401, challenge("x", "Basic"))
          : reply(202, { location: `https://other.example:${attack.other.port}/upload` }),
      { credentials },
      () => reply(401, challenge(`https://other.example:${other.port}/token`)),
    );
    await checkWrite({ registry, name: "app" });
    expect(other.heard.map(({ method }) => method)).toEqual(["DELETE"]);
    expect(secretsIn(other.heard)).toEqual([]);
  });

  it("names an upload location on another port of its host", async () => {
    const { registry, other } = await registryOf(
      ({ attack, heard }) =>
        heard.path === "/v2/"
          ? reply(401, challenge("x", "Basic"))
          : reply(202, { location: `https://registry.example:${attack.other.port}/upload` }),
      { credentials },
    );
    await checkWrite({ registry, name: "app" });
    expect(other.heard).toHaveLength(1);
    expect(secretsIn(other.heard)).toEqual([]);
  });

  it("redirects the request for a token to another host", async () => {
    const { registry, other } = await registryOf(
      ({ attack, heard }) =>
        heard.path.startsWith("/token")
          ? reply(307, { location: `https://other.example:${attack.other.port}/token` })
          : reply(401, challenge(`https://registry.example:${attack.port}/token`)),
      { credentials },
      token,
    );
    await failure(registry.resolveDigest("app", "t"));
    expect(other.heard).not.toEqual([]);
    expect(secretsIn(other.heard)).toEqual([]);
  });

  it("asks in its challenge for access to other repositories", async () => {
    const { registry, own } = await registryOf(
      ({ attack, heard }) =>
        heard.path.startsWith("/token")
          ? token()
          : heard.headers.authorization === undefined
            ? reply(401, {
                "www-authenticate": `Bearer realm="https://registry.example:${attack.port}/token",scope="repository:secret/*:push,delete"`,
              })
            : reply(200, { "docker-content-digest": DIGEST }),
      { credentials },
    );
    await registry.resolveDigest("app", "t");
    const asked = own.heard.filter(({ path }) => path.startsWith("/token"));
    expect(asked.map(({ path }) => new URL(path, "https://x").searchParams.getAll("scope"))).toEqual([
      ["repository:app:pull,push"],
    ]);
  });

  it("adds scopes to the query of its token service", async () => {
    const { registry, own } = await registryOf(
      ({ attack, heard }) =>
        heard.path.startsWith("/token")
          ? token()
          : reply(401, challenge(`https://registry.example:${attack.port}/token?scope=repository:secret/all:delete`)),
      { credentials },
    );
    await failure(registry.resolveDigest("app", "t"));
    const [asked] = own.heard.filter(({ path }) => path.startsWith("/token"));
    expect(new URL(asked?.path ?? "", "https://x").searchParams.getAll("scope")).toEqual(["repository:app:pull,push"]);
  });

  it("is a self-hosted GitLab, whose token service an input names", async () => {
    const { registry, other, own } = await registryOf(
      ({ attack, heard }) =>
        heard.headers.authorization === "Bearer t"
          ? reply(200, { "docker-content-digest": DIGEST })
          : reply(401, challenge(`https://gitlab.example:${attack.other.port}/jwt/auth`)),
      {},
      token,
    );
    const trusting = connect({
      host: registry.host,
      clock: fakeClock(),
      credentials,
      trustedHosts: [`gitlab.example:${other.port}`],
      ...quick,
    });
    expect(await trusting.resolveDigest("app", "t")).toBe(DIGEST);
    expect(other.heard.map(({ headers }) => headers.authorization)).toEqual([`Basic ${BASIC}`]);
    expect(own.heard.map(({ headers }) => headers.authorization)).toEqual([undefined, "Bearer t"]);
  });
});

describe.skipIf(isAlone)("a registry that sends too much", () => {
  it("never ends its redirects", async () => {
    const { registry, own } = await registryOf(({ heard }) => reply(302, { location: `${heard.path}x` }));
    expect((await failure(registry.getManifest("app", "t"))).message).toContain("redirects more than 5 times");
    expect(own.heard).toHaveLength(6);
  });

  it("sends a list whose next page is 16,000 brackets", async () => {
    const { registry } = await registryOf(({ heard }) =>
      heard.path.includes("/referrers/")
        ? reply(200, { link: "<".repeat(15_000) }, JSON.stringify({ manifests: [] }))
        : reply(404),
    );
    const start = process.cpuUsage();
    expect((await referrersOf({ registry, name: "app" }, DIGEST)).all).toEqual([]);
    expect(process.cpuUsage(start).user).toBeLessThan(10_000_000);
  });

  it("names a host of 10,000 characters", async () => {
    const { registry } = await registryOf(() => reply(307, { location: `ftp://${"a".repeat(10_000)}/` }));
    expect((await failure(registry.getManifest("app", "t"))).message.length).toBeLessThan(1000);
  });

  it("sends a header of 100 KB", async () => {
    const { registry } = await registryOf(() => reply(200, { "x-long": "x".repeat(100_000) }));
    expect(await failure(registry.getManifest("app", "t"))).toMatchObject({ reason: "unavailable" });
  });

  it("compresses a document a thousandfold", async () => {
    const { gzipSync } = await import("node:zlib");
    const bomb = gzipSync(Buffer.alloc(200_000_000));
    const { registry } = await registryOf(() => reply(200, { "content-encoding": "gzip" }, bomb));
    expect((await failure(registry.getManifest("app", "t"))).message).toContain("sent more than");
  });

  it("compresses a refusal a thousandfold", async () => {
    const { brotliCompressSync } = await import("node:zlib");
    const bomb = brotliCompressSync(Buffer.alloc(50_000_000));
    const { registry } = await registryOf(() => reply(403, { "content-encoding": "br" }, bomb));
    expect(await failure(registry.getManifest("app", "t"))).toMatchObject({ reason: "denied", status: 403 });
  });

  it("sends a document that is not the compression it claims", async () => {
    const { registry } = await registryOf(() => reply(200, { "content-encoding": "gzip" }, "plain"));
    expect(await failure(registry.getManifest("app", "t"))).toMatchObject({ reason: "unavailable" });
  });

  it("sends a document a byte at a time", async () => {
    const clock = fakeClock();
    const { registry } = await registryOf(() => reply(200), { clock });
    const dripping = await stranger((_, response) => {
      response.writeHead(200);
      const drip = setInterval(() => {
        clock.advance(10_000);
        response.write(" ");
      }, 1);
      response.on("close", () => clearInterval(drip));
      return undefined;
    });
    const host = `registry.example:${dripping.port}`;
    expect(registry.host).not.toBe(host);
    expect(await failure(connect({ host, ...quick, clock }).getManifest("app", "t"))).toMatchObject({
      reason: "timeout",
    });
  });

  it("nests a document 100,000 levels deep", async () => {
    const deep = `{"a":${"[".repeat(100_000)}${"]".repeat(100_000)}}`;
    const { registry } = await registryOf(() => reply(200, {}, deep));
    const manifest = await registry.getManifest("app", "t");
    const copy = copyImage(repositorySource({ registry, name: "app" }, manifest), [{ registry, name: "copy" }]);
    expect(await failure(copy.then(([result]) => Promise.reject(result?.error ?? "copied")))).toMatchObject({
      name: "RegistryError",
    });
  });

  it("lists 60,000 layers", async () => {
    const layer = { digest: DIGEST, size: 1, mediaType: "x" };
    const text = bytes(JSON.stringify({ config: layer, layers: Array(60_000).fill(layer) }));
    const image = { bytes: text, mediaType: OCI, digest: digestLike("", text) };
    const { registry, own } = await registryOf(() => reply(404));
    const copy = copyImage(repositorySource({ registry, name: "app" }, image), [{ registry, name: "copy" }]);
    expect((await failure(copy)).message).toContain("more than 5000 layers");
    expect(own.heard.filter(({ path }) => path.includes("/blobs/"))).toEqual([]);
  });

  it("puts 2,000 indexes into each other", async () => {
    const chain = new Map<string, Manifest>();
    let inner = MANIFEST;
    for (let depth = 0; depth < 2000; depth++) {
      const { digest } = inner;
      const manifests = [{ digest, size: inner.bytes.byteLength, mediaType: INDEX }];
      const text = bytes(JSON.stringify({ mediaType: INDEX, manifests }));
      inner = { bytes: text, mediaType: INDEX, digest: digestLike("", text) };
      chain.set(inner.digest, inner);
    }
    const { registry } = await registryOf(({ heard }) => {
      const found = chain.get(heard.path.split("/").at(-1) ?? "");
      return heard.path.startsWith("/v2/app/") && found !== undefined
        ? reply(200, { "content-type": INDEX }, found.bytes)
        : reply(404);
    });
    const copy = copyImage(repositorySource({ registry, name: "app" }, inner), [{ registry, name: "copy" }]);
    expect((await failure(copy)).message).toContain("more than 1000 manifests");
  });

  it("sends a layer that is longer than the image says", async () => {
    const layer = { digest: digestLike("", bytes("x")), size: 1, mediaType: "x" };
    const text = bytes(JSON.stringify({ config: layer, layers: [layer] }));
    const image = { bytes: text, mediaType: OCI, digest: digestLike("", text) };
    const from = await registryOf(() => reply(200, {}, Buffer.alloc(20_000_000)));
    const to = await registryOf(({ heard }) =>
      heard.method === "POST" ? reply(202, { location: "/upload" }) : reply(heard.method === "PUT" ? 201 : 404),
    );
    const source = repositorySource({ registry: from.registry, name: "app" }, image);
    const copy = copyImage(source, [{ registry: to.registry, name: "copy" }]);
    expect(await failure(copy.then(([result]) => Promise.reject(result?.error)))).toMatchObject({
      reason: "digest-mismatch",
    });
    expect(to.own.heard.filter(({ path }) => path.includes("/manifests/") && !path.includes(image.digest))).toEqual([]);
  });

  it("answers with a manifest of another digest", async () => {
    const { registry } = await registryOf(() => reply(200, { "docker-content-digest": DIGEST }, "{}"));
    expect(await failure(registry.getManifest("app", DIGEST))).toMatchObject({ reason: "digest-mismatch" });
  });

  it("switches to another protocol", async () => {
    const { registry } = await registryOf(() => reply(101, { connection: "upgrade", upgrade: "h2c" }));
    expect(await failure(registry.getManifest("app", "t"))).toMatchObject({ reason: "unavailable" });
  });

  it("responds with a status that does not exist", async () => {
    const { registry } = await registryOf(() => reply(799));
    expect(await failure(registry.getManifest("app", "t"))).toMatchObject({ name: "RegistryError", status: 799 });
  });
});

describe("a registry with a long challenge", () => {
  const parameters = "a=".repeat(2);
  it.each([
    ["commas", (size: number) => `Bearer ${",".repeat(size)}`],
    ["spaces", (size: number) => `Bearer ${" ".repeat(size)}`],
    ["one word", (size: number) => "x".repeat(size)],
    ["words", (size: number) => "x ".repeat(size / 2)],
    ["parameters", (size: number) => `Bearer ${'a="b",'.repeat(size / 6)}`],
    ["a text that never ends", (size: number) => `Bearer realm="${"x".repeat(size)}`],
    ["a text of backslashes", (size: number) => `Bearer realm="${"\\".repeat(size)}`],
    ["texts that never end", (size: number) => `Bearer ${`${parameters}"`.repeat(size / 5)}`],
  ])("of 1 MB: %s", (_, header) => {
    const cost = (size: number): number => {
      const text = header(size);
      return Math.min(
        ...[1, 2, 3].map(() => {
          const start = process.cpuUsage();
          parseChallenges(text);
          const { user, system } = process.cpuUsage(start);
          return user + system;
        }),
      );
    };
    cost(10_000);
    // Ten times as long: a quadratic parser takes a hundred times as long.
    expect(cost(1_000_000)).toBeLessThan(40 * (cost(100_000) + 1000));
  });

  it.each(["__proto__", "constructor", "toString"])("with a parameter named %s", (name) => {
    const [challenge] = parseChallenges(`Bearer ${name}="x",realm="https://a.example/"`);
    expect(challenge?.parameters.realm).toBe("https://a.example/");
    expect(({} as Record<string, unknown>).x).toBeUndefined();
  });
});

const OCI = "application/vnd.oci.image.manifest.v1+json";
const INDEX = "application/vnd.oci.image.index.v1+json";
const CONFIG = { digest: digestLike("", bytes("{}")), size: 2, mediaType: "x" };
const IMAGE = bytes(JSON.stringify({ mediaType: OCI, config: CONFIG, layers: [] }));
const MANIFEST: Manifest = { bytes: IMAGE, mediaType: OCI, digest: digestLike("", IMAGE) };

/** Opens an upload, and cancels it as a check of the access does, whose errors are only logged: so it sends a layer too. */
async function checkedUpload(registry: Registry): Promise<void> {
  const { openUpload, cancelUpload, sendBlob } = await import("../../packages/registry/src/upload/requests.ts");
  const repository = { registry, name: "app" };
  const timer = registry.transport.startStallTimer();
  try {
    const upload = await openUpload(repository, timer);
    await cancelUpload(repository, upload);
    const layer = bytes("a layer");
    const body = (async function* () {
      yield layer;
    })();
    await sendBlob(repository, { digest: digestLike("", layer), size: layer.byteLength }, upload, body, timer);
  } finally {
    timer.stop();
  }
}

/** The requests that carry the password in any form. */
function secretsIn(heard: readonly Heard[]): Heard[] {
  return heard.filter(({ headers, path, body }) => {
    const text = `${JSON.stringify(headers)} ${path} ${body.toString()}`;
    return [PASSWORD, BASIC, encodeURIComponent(PASSWORD), "Bearer t"].some((secret) => text.includes(secret));
  });
}
