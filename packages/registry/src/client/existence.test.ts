// Looking up manifests and blobs on servers that each treat HEAD and 404 in their own way.
import { createHash } from "node:crypto";
import { expect, it } from "vitest";
import { fakeClock } from "../../test/fake-clock.ts";
import { type Reply, type Script, scriptedServer } from "../../test/scripted-server.ts";
import type { RegistryError } from "../http/error.ts";
import { connect, type Registry } from "./registry.ts";

const quick = { access: "push", attempts: 2, pauseMs: 1, timeoutMs: 60_000, clock: fakeClock() } as const;
const OCI = "application/vnd.oci.image.manifest.v1+json";
const IMAGE = "{}";
const DIGEST = `sha256:${createHash("sha256").update(IMAGE).digest("hex")}`;
const there: Reply = { status: 200, headers: { "content-type": OCI }, body: IMAGE };
const absent: Reply = { status: 404, body: JSON.stringify({ errors: [{ code: "MANIFEST_UNKNOWN" }] }) };

async function against(script: Script, use: (registry: Registry) => Promise<void>): Promise<string[]> {
  await using server = await scriptedServer(script);
  await use(connect({ host: server.host, ...quick }));
  return server.heard.map(({ method }) => method);
}
const failure = (work: Promise<unknown>): Promise<RegistryError> =>
  work.then(
    () => {
      throw new Error("it succeeded");
    },
    (error) => error,
  );

it.each(["latest", "sha256:1", "", `${DIGEST}, ${DIGEST}`, "application/json"])(
  "asks for the manifest if HEAD states the digest %j",
  async (stated) => {
    await against(
      ({ method }) => (method === "HEAD" ? { ...there, headers: { "docker-content-digest": stated } } : there),
      async (registry) => expect(await registry.resolveDigest("a", "t")).toBe(DIGEST),
    );
  },
);

it.each([400, 403, 404, 405, 406, 410, 415, 500, 501])("falls back to GET if HEAD gets %i", async (status) => {
  const asked = await against(
    ({ method }) => (method === "HEAD" ? { status } : there),
    async (registry) => expect(await registry.resolveDigest("a", "t")).toBe(DIGEST),
  );
  expect(asked).toEqual(["HEAD", "GET"]);
  await against(
    ({ method }) => (method === "HEAD" ? { status } : absent),
    async (registry) => expect(await registry.resolveDigest("a", "t")).toBeUndefined(),
  );
});

it.each([
  [401, "unauthorized"],
  [429, "rate-limited"],
  [503, "unavailable"],
])("does not fall back to GET if HEAD gets %i, which is not about HEAD", async (status, reason) => {
  const asked = await against(
    () => ({ status }),
    async (registry) => expect(await failure(registry.resolveDigest("a", "t"))).toMatchObject({ reason, status }),
  );
  expect(asked).not.toContain("GET");
});

it("learns the reason of a refusal from GET, because HEAD has no body", async () => {
  let asked = 0;
  await against(
    ({ method }) => {
      if (method === "HEAD") return { status: 403 };
      return ++asked > 1 ? there : { status: 403, body: "You have exceeded a secondary rate limit" };
    },
    async (registry) => expect(await registry.resolveDigest("a", "t")).toBe(DIGEST),
  );
});

it("finds a manifest of another type under a tag", async () => {
  await against(
    ({ headers }) => (headers.accept?.includes("*/*") ? { ...there, headers: { "content-type": "x/y" } } : absent),
    async (registry) => expect(await registry.resolveDigest("a", "t")).toBe(DIGEST),
  );
});

it("does not treat an HTML page as an image or as the absence of one", async () => {
  await against(
    () => ({ status: 200, headers: { "content-type": "text/html" }, body: "<html>Sign in</html>" }),
    async (registry) => {
      const error = await failure(registry.resolveDigest("a", "t"));
      expect(error.reason).toBe("rejected");
      expect(error.message).toContain("a:t with something that is not a manifest");
    },
  );
});

it.each(["DENIED", "UNAUTHORIZED"])("treats a 404 with the code %s as a refusal", async (code) => {
  await against(
    () => ({ status: 404, body: JSON.stringify({ errors: [{ code, message: "no" }] }) }),
    async (registry) => {
      const error = await failure(registry.resolveDigest("a", "t"));
      expect(error).toMatchObject({ reason: "denied", status: 404 });
      expect(error.message).toContain("refused to say which digest a:t has");
    },
  );
});

it("does not trust a 404 from another host, which gets no credentials", async () => {
  await using elsewhere = await scriptedServer(() => absent);
  await against(
    ({ path }) => ({ status: 301, headers: { location: `http://${elsewhere.host}${path}` } }),
    async (registry) => {
      const error = await failure(registry.resolveDigest("a", "t"));
      expect(error.reason).toBe("denied");
      expect(error.message).toContain(`the request for a:t to ${elsewhere.host}`);
    },
  );
});

it.each([
  ["part of it", { status: 206, headers: { "content-range": "bytes 0-0/123", "content-length": "1" }, body: "x" }, 123],
  ["all of it", { status: 200, headers: { "content-length": "123" }, body: "x".repeat(123) }, 123],
  ["nothing", { status: 404 }, undefined],
  ["part of an unknown size", { status: 206, headers: { "content-range": "bytes 0-0/*" }, body: "x" }, Number.NaN],
])("gets a blob's size with GET if HEAD is refused and GET returns %s", async (_, reply, size) => {
  for (const status of [400, 403, 405, 501]) {
    await against(
      ({ method, headers }) => {
        if (method === "GET") expect(headers.range).toBe("bytes=0-0");
        return method === "HEAD" ? { status } : reply;
      },
      async (registry) => expect(await registry.findBlob("a", DIGEST)).toBe(size),
    );
  }
});

it("only reads the start of a large blob", async () => {
  let sent = 0;
  const closed = Promise.withResolvers<void>();
  await against(
    ({ method }, response) => {
      if (method === "HEAD") return { status: 405 };
      response.writeHead(200, { "content-length": "1000000000" });
      const fill = (): void => {
        while (!response.destroyed && response.write(Buffer.alloc(65_536))) sent += 65_536;
      };
      response.on("drain", fill).on("error", () => {});
      response.on("close", closed.resolve);
      fill();
      return undefined;
    },
    async (registry) => {
      expect(await registry.findBlob("a", DIGEST)).toBe(1_000_000_000);
      await closed.promise;
    },
  );
  expect(sent).toBeLessThan(100_000_000);
});

it("trusts a 404 to HEAD for a blob, because uploading it again does no harm", async () => {
  const asked = await against(
    () => ({ status: 404 }),
    async (registry) => expect(await registry.findBlob("a", DIGEST)).toBeUndefined(),
  );
  expect(asked).toEqual(["HEAD"]);
});

it("ignores a stated length of 0, except for the empty blob", async () => {
  const nothing = `sha256:${createHash("sha256").digest("hex")}`;
  await against(
    () => ({ status: 200, headers: { "content-length": "0" } }),
    async (registry) => {
      expect(await registry.findBlob("a", DIGEST)).toBeNaN();
      expect(await registry.findBlob("a", nothing)).toBe(0);
    },
  );
});
