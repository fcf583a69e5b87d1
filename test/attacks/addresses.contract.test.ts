// The shipped bundles against servers on this machine's own address in its network that want them to reach loopback.
import { createHash } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { serve } from "../../packages/probe/test/servers.ts";
import type { Reply } from "../../packages/registry/test/scripted-server.ts";
import { runAction } from "../harness/index.ts";
import { authorityCertificate, type DockerSocket, dockerSocket, isAlone, ownAddress, stranger } from "./elsewhere.ts";

const SECRET = "AKIA-the-credentials-of-this-machine";
const PASSWORD = "the-password-of-this-registry";

let folder = "";
let trusted: Record<string, string> = {};
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "addresses-"));
  await writeFile(join(folder, "ca.pem"), authorityCertificate);
  trusted = { NODE_EXTRA_CA_CERTS: join(folder, "ca.pem") };
});
afterAll(() => rm(folder, { recursive: true }));

describe.skipIf(isAlone)("an application", () => {
  const check = async (listener: Parameters<typeof serve>[0]) => {
    const port = await serve(listener, ownAddress);
    const inputs = { "health-url": `http://${ownAddress}:${port}/`, "max-attempts": "1", "timeout-seconds": "30" };
    const result = await runAction("health-check", { inputs });
    return { ...result, everything: result.log + result.summary + JSON.stringify(result.outputs) };
  };

  it("redirects the shipped health check to the Docker socket", async () => {
    const socket = await dockerSocket();
    const { exitCode, everything } = await check((_, response) => {
      response.writeHead(302, { location: `http://127.0.0.1:${socket.port}/containers/json` }).end();
    });
    expect(exitCode).toBe(1);
    expect(everything).toContain("which is this machine itself (loopback)");
    expect(everything).not.toContain("secret-env");
    expect(socket.connections()).toBe(0);
  });

  it("redirects the shipped health check to the metadata", async () => {
    const { exitCode, everything } = await check((_, response) => {
      response.writeHead(302, { location: "http://169.254.169.254/latest/meta-data/" }).end();
    });
    expect(exitCode).toBe(1);
    expect(everything).toContain("which is a link-local or metadata address");
  });

  it("redirects the shipped health check to another service, to show its body", async () => {
    const other = await serve((_, response) => void response.writeHead(404).end(SECRET), ownAddress);
    const { exitCode, everything } = await check((_, response) => {
      response.writeHead(302, { location: `http://${ownAddress}:${other}/` }).end();
    });
    expect(exitCode).toBe(1);
    expect(everything).toContain("404");
    expect(everything).not.toContain(SECRET);
  });
});

describe.skipIf(isAlone)("an earlier step", () => {
  const env = { NODE_TLS_REJECT_UNAUTHORIZED: "0" };

  it("turns off the verification of certificates for a health check", async () => {
    const app = await stranger(() => ({ status: 200 }));
    const inputs = { "health-url": `https://${ownAddress}:${app.port}/`, "max-attempts": "1" };
    const { exitCode } = await runAction("health-check", { inputs, env });
    expect(exitCode).toBe(1);
    expect(app.heard).toEqual([]);
  });

  it("turns off the verification of certificates for a push", async () => {
    const registry = await stranger(() => ({ status: 401, headers: { "www-authenticate": 'Basic realm="x"' } }));
    const host = `${ownAddress}:${registry.port}`;
    const image = `${host}/app@sha256:${"0".repeat(64)}`;
    const about = { registry: "ghcr", "ghcr-token": PASSWORD, tags: "dev-0a1b2c3", "max-attempts": "1" };
    const { exitCode } = await runAction("dual-registry-push", {
      inputs: { image, "ghcr-image": `${host}/to`, ...about },
      env,
    });
    expect(exitCode).toBe(1);
    expect(registry.heard).toEqual([]);
  });
});

describe.skipIf(isAlone)("a registry", () => {
  const layer = Buffer.from("a layer");
  const config = Buffer.from("{}");
  const described = (content: Buffer) => ({
    mediaType: "application/octet-stream",
    digest: `sha256:${createHash("sha256").update(content).digest("hex")}`,
    size: content.byteLength,
  });
  const mediaType = "application/vnd.oci.image.manifest.v1+json";
  const image = Buffer.from(
    JSON.stringify({ schemaVersion: 2, mediaType, config: described(config), layers: [described(layer)] }),
  );
  const contents = new Map([layer, config, image].map((content) => [described(content).digest, content]));

  /** Promotes an image from one repository of the registry to another, to which it has to be uploaded. */
  const promote = async (answer: (socket: DockerSocket, path: string, method: string) => Reply | undefined) => {
    const socket = await dockerSocket();
    const registry = await stranger(({ method, path, headers }) => {
      const scripted = answer(socket, path, method);
      if (scripted !== undefined) return scripted;
      if (headers.authorization === undefined)
        return { status: 401, headers: { "www-authenticate": 'Basic realm="x"' } };
      const digest = path.split("/").at(-1) ?? "";
      const found = path.startsWith("/v2/from/") ? contents.get(digest) : undefined;
      if (found === undefined) return { status: 404 };
      const about = {
        "content-type": mediaType,
        "content-length": `${found.byteLength}`,
        "docker-content-digest": digest,
      };
      return { status: 200, headers: about, body: method === "HEAD" ? "" : found };
    });
    const host = `${ownAddress}:${registry.port}`;
    const result = await runAction("dual-registry-push", {
      env: trusted,
      inputs: {
        image: `${host}/from/app@${described(image).digest}`,
        registry: "ghcr",
        "ghcr-image": `${host}/to/app`,
        "ghcr-token": PASSWORD,
        tags: "dev-0a1b2c3",
        "max-attempts": "1",
      },
    });
    expect(result.exitCode).toBe(1);
    expect(result.log + result.summary).not.toContain(PASSWORD);
    return { ...result, socket, registry };
  };

  it("names the Docker socket as the upload location of a shipped push", async () => {
    const { log, socket, registry } = await promote(({ port }, path, method) =>
      method === "POST" && path.startsWith("/v2/to/")
        ? { status: 202, headers: { location: `http://127.0.0.1:${port}/images/load` } }
        : undefined,
    );
    expect(registry.heard.some(({ method }) => method === "POST")).toBe(true);
    expect(log).toMatch(/sends this client to http:\/\/127\.0\.0\.1:\d+, which is not encrypted/);
    expect(socket.connections()).toBe(0);
  });

  it("names loopback with https as the upload location of a shipped push", async () => {
    const { log, socket } = await promote(({ port }, path, method) =>
      method === "POST" && path.startsWith("/v2/to/")
        ? { status: 202, headers: { location: `https://localhost:${port}/images/load` } }
        : undefined,
    );
    expect(log).toMatch(/sends this client to https:\/\/localhost:\d+, which is this machine itself/);
    expect(socket.connections()).toBe(0);
  });

  it.each(["http", "https"])("names loopback with %s as the token service of a shipped push", async (scheme) => {
    const { log, socket } = await promote(({ port }, path) =>
      path === "/v2/"
        ? { status: 401, headers: { "www-authenticate": `Bearer realm="${scheme}://127.0.0.1:${port}/token"` } }
        : undefined,
    );
    expect(log).toContain(`sends this client to ${scheme}://127.0.0.1`);
    expect(socket.connections()).toBe(0);
  });

  it("names another host as the token service of a shipped push", async () => {
    const { log } = await promote((_, path) =>
      path === "/v2/"
        ? { status: 401, headers: { "www-authenticate": 'Bearer realm="https://token.example/token"' } }
        : undefined,
    );
    expect(log).toMatch(/names token\.example as its token service, which is another host/);
    expect(log).toMatch(/with the line `[\d.:]+=token\.example` in the input `trusted-hosts`/);
  });
});
