// A neighbour on the host who finds the registry that a push serves on loopback, and who asks in place of the services of a login.
import { request as ask } from "node:http";
import { describe, expect, it, onTestFinished } from "vitest";
import { idToken } from "../../packages/registry/src/auth/id-token.ts";
import type { TokenContext } from "../../packages/registry/src/auth/token-service.ts";
import {
  azureCloud,
  connect,
  entraIdentity,
  openTee,
  secretProof,
  type Tee,
} from "../../packages/registry/src/index.ts";
import { fakeClock } from "../../packages/registry/test/fake-clock.ts";
import { memoryRegistry } from "../../packages/registry/test/memory-registry.ts";
import { scriptedServer } from "../../packages/registry/test/scripted-server.ts";
import { dockerSocket } from "./elsewhere.ts";

const silent = { info: () => {}, debug: () => {}, warning: () => {} };
const clock = fakeClock();
const quick = { access: "push", attempts: 1, pauseMs: 1, timeoutMs: 60_000, clock } as const;
const MANIFEST = JSON.stringify({ schemaVersion: 2 });

type Neighbour = {
  readonly send: (method: string, path: string, authorization?: string, body?: string) => Promise<number>;
  readonly tee: Tee;
  readonly repository: string;
  readonly registry: Awaited<ReturnType<typeof memoryRegistry>>;
};

/** A tee in the middle of a push, and a neighbour who knows its port and, worse, the name of its repository. */
async function neighbour(): Promise<Neighbour> {
  const registry = await memoryRegistry();
  const destination = { registry: connect({ host: registry.host, ...quick }), name: "acme/app" };
  const tee = await openTee({ destinations: [destination], log: silent, clock });
  onTestFinished(async () => {
    await tee.close();
    await registry[Symbol.asyncDispose]();
  });
  const [host = "", ...rest] = tee.reference.split("/");
  const [repository = ""] = rest.join("/").split(":");
  const send: Neighbour["send"] = (method, path, authorization, body) =>
    new Promise((resolve, reject) => {
      const headers = authorization === undefined ? {} : { authorization };
      const request = ask(`http://${host}${path}`, { method, headers }, (response) => {
        response.resume();
        response.on("end", () => resolve(response.statusCode ?? 0));
      });
      request.on("error", reject);
      request.end(/^P/.test(method) ? body : undefined);
    });
  return { send, tee, repository, registry };
}

const basic = (user: string, password: string) => `Basic ${Buffer.from(`${user}:${password}`).toString("base64")}`;

describe("a neighbour on the host", () => {
  it.each([
    ["to see whether there is a registry", "GET", () => "/v2/"],
    ["to push an image of their own", "PUT", (name: string) => `/v2/${name}/manifests/tee`],
    ["to read the image that is being pushed", "GET", (name: string) => `/v2/${name}/manifests/tee`],
    ["to add a layer", "POST", (name: string) => `/v2/${name}/blobs/uploads/?digest=sha256:${"0".repeat(64)}`],
    ["to ask for a layer that a registry has", "HEAD", (name: string) => `/v2/${name}/blobs/sha256:${"0".repeat(64)}`],
    ["to cancel an upload", "DELETE", (name: string) => `/v2/${name}/blobs/uploads/${"0".repeat(32)}`],
  ])("asks the registry of a push without its password %s", async (_, method, path) => {
    const { send, tee, repository, registry } = await neighbour();
    const { username, password } = tee.credentials;
    const wrong = [
      undefined,
      "",
      basic(username, ""),
      basic(username, `${password}x`),
      `Bearer ${password}`,
      basic(password, username),
    ];
    for (const authorization of wrong) expect(await send(method, path(repository), authorization, MANIFEST)).toBe(401);
    expect(registry.heard).toEqual([]);
    expect(tee.seen).toBe(false);
    expect(() => tee.received()).toThrow(/image/);
  });

  it("finds a different name and password at every push", async () => {
    const pushes = await Promise.all([neighbour(), neighbour(), neighbour()]);
    expect(new Set(pushes.map(({ repository }) => repository)).size).toBe(3);
    expect(new Set(pushes.map(({ tee }) => tee.credentials.password)).size).toBe(3);
    for (const { tee } of pushes) expect(tee.credentials.password.length).toBeGreaterThanOrEqual(32);
  });

  it("reaches the registry of a push over the network", async () => {
    const { tee } = await neighbour();
    expect(tee.reference).toMatch(/^127\.0\.0\.1:/);
  });

  it.each(["/v2/../../etc/passwd", "/v2/other/image/manifests/tee", "//v2/", "http://127.0.0.1:2375/containers/json"])(
    "asks the registry of a push for %s",
    async (path) => {
      const { send, registry } = await neighbour();
      expect([401, 404]).toContain(await send("GET", path.startsWith("http") ? `/${path}` : path));
      expect(registry.heard).toEqual([]);
    },
  );
});

const context: TokenContext = {
  timeoutMs: 60_000,
  signal: undefined,
  mask: () => {},
  clock,
  retryPolicy: { attempts: 1, pauseMs: 1, signal: undefined, log: silent, clock },
};

describe("an earlier step", () => {
  const REQUEST_TOKEN = "the-request-token-of-the-job";

  it.each([
    ["plain http", "http://token.example/?a=b"],
    ["a file", "file:///etc/passwd"],
    ["no URL", "token"],
    ["a user and a password", "https://user:password@127.0.0.1:1/"],
  ])("sets the URL of the ID token to %s", async (_, url) => {
    const work = idToken({ url, token: REQUEST_TOKEN }, "api://x", undefined, context);
    await expect(work).rejects.toMatchObject({
      reason: "rejected",
      message: expect.not.stringContaining(REQUEST_TOKEN),
    });
  });

  it.each([301, 302, 303, 307, 308])("sets it to a service that redirects the request with %i", async (status) => {
    const socket = await dockerSocket();
    await using service = await scriptedServer(() => ({
      status,
      headers: { location: `http://127.0.0.1:${socket.port}/` },
    }));
    const request = { url: `http://${service.host}/?a=b`, token: REQUEST_TOKEN };
    await expect(idToken(request, "api://x", undefined, context)).rejects.toMatchObject({
      name: "RegistryError",
      status,
    });
    expect(socket.connections()).toBe(0);
  });
});

describe("a service of a login", () => {
  const SECRET = "the-secret-of-the-application";

  it.each([302, 303, 307, 308])("redirects the request for an Entra token with %i", async (status) => {
    const socket = await dockerSocket();
    await using authority = await scriptedServer(() => ({
      status,
      headers: { location: `http://127.0.0.1:${socket.port}/` },
    }));
    const cloud = azureCloud("AzureCloud", { authority: `http://${authority.host}` });
    const app = { tenant: "t", client: "c", proof: secretProof(SECRET), cloud };
    const identity = entraIdentity({ ...app, mask: () => {}, attempts: 1, clock });
    await expect(identity.refreshToken("127.0.0.1:1")).rejects.toMatchObject({
      name: "RegistryError",
      message: expect.not.stringContaining(SECRET),
    });
    expect(socket.connections()).toBe(0);
  });

  it("is a host whose name only begins like an Azure registry's", async () => {
    const app = { tenant: "t", client: "c", proof: secretProof(SECRET), cloud: azureCloud("AzureCloud") };
    const identity = entraIdentity({ ...app, mask: () => {}, attempts: 1, clock });
    for (const host of [
      "acme.azurecr.io.example",
      "acme-azurecr.io",
      "azurecr.io.example:443",
      "acme.azurecr.io@x.example",
    ])
      await expect(identity.refreshToken(host)).rejects.toMatchObject({ reason: "rejected" });
  });
});
