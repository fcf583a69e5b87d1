// Mounting a layer from a sibling repository. If a registry does not mount it, the layer is uploaded instead.
import { createHash } from "node:crypto";
import { expect, it } from "vitest";
import { fakeClock } from "../../test/fake-clock.ts";
import { type Reply, scriptedServer } from "../../test/scripted-server.ts";
import { connect } from "../client/registry.ts";
import { copyBlob } from "./blob.ts";
import { mount } from "./mount.ts";

const BYTES = Buffer.from("a layer");
const digest = `sha256:${createHash("sha256").update(BYTES).digest("hex")}`;
const LAYER = { mediaType: "x", digest, size: BYTES.byteLength };
const quick = { access: "push", attempts: 2, pauseMs: 1, timeoutMs: 60_000, clock: fakeClock() } as const;
const credentials = { username: "u", password: "p" };

/** Copies the layer from one repository of a registry to another. `mounting`: the response to the mount request. */
async function copyLayer(
  mounting: Reply | "close" | "mounts",
  tokenFor: (scopes: string[]) => Reply = () => ({ status: 404 }),
) {
  let mounted = false;
  await using server = await scriptedServer(({ method, path, headers }, response) => {
    const url = new URL(path, "http://registry.invalid");
    const challenge = { "www-authenticate": `Bearer realm="http://${headers.host}/token"` };
    if (url.pathname === "/v2/") return { status: 401, headers: challenge };
    if (url.pathname === "/token") return tokenFor(url.searchParams.getAll("scope"));
    if (method === "HEAD") return { status: mounted ? 200 : 404 };
    if (method === "DELETE") return { status: 405 };
    if (method === "PUT") return { status: 201 };
    if (!url.searchParams.has("mount")) return { status: 202, headers: { location: "/upload" } };
    mounted = mounting === "mounts";
    if (mounted) return { status: 201 };
    if (typeof mounting === "object") return mounting;
    response.destroy();
    return undefined;
  });
  const registry = connect({ host: server.host, credentials, ...quick });
  const source = {
    read: async function* () {
      yield BYTES;
    },
    describe: "a test",
    repository: { registry, name: "from" },
  };
  const [result] = await copyBlob(LAYER, source, [{ registry, name: "to" }]);
  return { result, heard: server.heard, sent: server.heard.filter(({ method }) => method === "PUT") };
}
const token = () => ({ status: 200, body: JSON.stringify({ token: "t" }) });

it.each([400, 401, 403, 404, 405, 409, 415, 422, 429, 500, 501, 502, 503, 307, 200])(
  "uploads a layer if the registry responds with %i to mounting it",
  async (status) => {
    const { result, sent } = await copyLayer({ status, headers: { "retry-after": "0" } }, token);
    expect(result?.status).toBe("copied");
    expect(sent.map(({ body }) => body.toString())).toEqual(["a layer"]);
  },
);

it.each([
  ["starts an upload instead", { status: 202, headers: { location: "/unwanted" } }],
  ["starts one without saying where", { status: 202 }],
  ["starts one at a URL that is not encrypted", { status: 202, headers: { location: "http://example.com/" } }],
  ["claims to have mounted it, but does not have it", { status: 201 }],
  ["closes the connection", "close"],
] as const)("uploads a layer if the registry %s", async (_, reply) => {
  const { result } = await copyLayer(reply, token);
  expect(result?.status).toBe("copied");
});

it("uploads a layer if there is no token for both repositories", async () => {
  const { result } = await copyLayer("mounts", (scopes) => (scopes.length > 1 ? { status: 403 } : token()));
  expect(result?.status).toBe("copied");
});

it("uploads nothing if the registry mounts it", async () => {
  const { result, sent } = await copyLayer("mounts", token);
  expect(result?.status).toBe("mounted");
  expect(sent).toEqual([]);
});

it("does not continue after the run is cancelled", async () => {
  const cancel = new AbortController();
  await using server = await scriptedServer(() => {
    cancel.abort(new Error("cancelled by the runner"));
    return undefined;
  });
  const registry = connect({ host: server.host, signal: cancel.signal, ...quick });
  await expect(mount({ registry, name: "to" }, { registry, name: "from" }, digest)).rejects.toThrow(
    "cancelled by the runner",
  );
});
