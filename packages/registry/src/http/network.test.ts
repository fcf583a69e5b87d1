// What only a process of its own can show: a proxy from the environment, which resolves the names.
import { execFile } from "node:child_process";
import { createServer } from "node:http";
import { type AddressInfo, connect, type Socket } from "node:net";
import { promisify } from "node:util";
import { describe, expect, it, onTestFinished } from "vitest";
import { scriptedServer } from "../../test/scripted-server.ts";

const run = promisify(execFile);
const CLIENT = new URL("../index.ts", import.meta.url).href;

/** A proxy for https that connects every name to `port` on loopback, and what it was asked to connect to. */
async function proxy(port: number): Promise<{ readonly url: string; readonly asked: string[] }> {
  const asked: string[] = [];
  const open = new Set<Socket>();
  const server = createServer();
  server.on("connect", (request, socket: Socket) => {
    asked.push(request.url ?? "");
    const upstream = connect(port, "127.0.0.1", () => {
      socket.write("HTTP/1.1 200 Connection Established\r\n\r\n");
      upstream.pipe(socket).pipe(upstream);
    });
    for (const each of [socket, upstream]) {
      open.add(each);
      each.on("error", () => {});
    }
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  onTestFinished(async () => {
    for (const socket of open) socket.destroy();
    await new Promise((closed) => server.close(closed));
  });
  return { url: `http://localhost:${(server.address() as AddressInfo).port}`, asked };
}

/** The message of what a request to a host in the internet ends with, in a process behind this proxy. */
async function behind(proxyUrl: string, host: string): Promise<string> {
  const script = `
    const { connect } = await import(${JSON.stringify(CLIENT)});
    const registry = connect({ host: ${JSON.stringify(host)}, access: "pull", attempts: 1 });
    console.log(await registry.getManifest("app", "t").then(() => "it succeeded", (error) => error.message));`;
  const env = { ...process.env, NODE_USE_ENV_PROXY: "1", HTTPS_PROXY: proxyUrl, NO_PROXY: "" };
  const { stdout } = await run(process.execPath, ["--input-type=module", "-e", script], { env });
  return stdout;
}

describe("behind a proxy", () => {
  it("asks the proxy for the name, without resolving it, although the proxy is on loopback", async () => {
    await using server = await scriptedServer(() => ({ status: 404 }));
    const { url, asked } = await proxy(Number(server.host.split(":")[1]));
    // What answers does not speak TLS, so the request got through the proxy and no further.
    expect(await behind(url, "registry.invalid")).toMatch(/does not speak TLS/);
    expect(asked).toEqual(["registry.invalid:443"]);
  });
});
