import { setImmediate as turn } from "node:timers/promises";
import { brotliCompressSync, deflateSync, gzipSync } from "node:zlib";
import { manualClock } from "@deploy-actions/contract/manual-clock";
import { describe, expect, it } from "vitest";
import { policy } from "../test/observations.ts";
import { observeAddress, observeUrl } from "../test/observe-url.ts";
import { closedPort, hasIpv6, serve, serveAt, serveTcp } from "../test/servers.ts";
import type { Headers } from "./headers.ts";
import { observe } from "./observe.ts";

describe("an answer", () => {
  it("is recorded with its status, timings and the first 500 bytes of its body", async () => {
    const port = await serve((_request, response) => response.end("x".repeat(2000)));
    const seen = await observeAddress(`http://127.0.0.1:${port}/health`);
    expect(seen).toMatchObject({
      address: "127.0.0.1",
      status: 200,
      body: "x".repeat(500),
      redirects: [],
      failure: undefined,
    });
    expect(Object.keys(seen.timings).sort()).toEqual(["connect", "dns", "firstByte", "response"]);
    expect(seen.timings.dns).toBe(0);
  });

  it("measures the time to the first byte", async () => {
    const clock = manualClock();
    const port = await serve((_request, response) => {
      clock.advance(300);
      response.end("late");
    });
    const { timings } = await observeAddress(`http://127.0.0.1:${port}/`, {}, [], clock);
    expect(timings).toEqual({ dns: 0, connect: 0, firstByte: 300, response: 300 });
  });

  it("comes on a new connection with `Connection: close`", async () => {
    const seen = new Set<string>();
    const port = await serve((request, response) => {
      seen.add(`${request.socket.remotePort} ${request.headers.connection}`);
      response.end();
    });
    for (let round = 0; round < 3; round += 1) await observeAddress(`http://127.0.0.1:${port}/`);
    expect([...seen].map((line) => line.split(" ")[1])).toEqual(["close", "close", "close"]);
  });

  it("does not split a character of the body", async () => {
    const port = await serve((_request, response) => response.end(`${"x".repeat(499)}é`));
    expect((await observeAddress(`http://127.0.0.1:${port}/`)).body).toBe("x".repeat(499));
  });

  it("may be endless: without expected JSON its status is enough", async () => {
    const port = await serve((_request, response) => response.write("data: 1\n\n"));
    const clock = manualClock();
    const seen = observeAddress(`http://127.0.0.1:${port}/`, {}, [], clock);
    await clock.started(1000);
    await turn();
    clock.advance(1000);
    expect(await seen).toMatchObject({
      status: 200,
      body: "data: 1\n\n",
      failure: undefined,
    });
  });

  it("that is cut off in the body is a failure", async () => {
    const port = await serveTcp((socket) =>
      socket.once("data", () => socket.end("HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\nhalf")),
    );
    expect(await observeAddress(`http://127.0.0.1:${port}/`)).toMatchObject({ status: 200, failure: "body-broken" });
  });
});

describe("expected JSON", () => {
  const json = (text: string) => serve((_request, response) => response.end(text));
  const commit = { expectedJson: [{ pointer: "/commit", equals: "new" }] };

  it("succeeds if the value matches", async () => {
    const port = await json('{"commit":"new"}');
    expect(await observeAddress(`http://127.0.0.1:${port}/`, commit)).toMatchObject({ failure: undefined });
  });

  it("distinguishes the old release from the new one", async () => {
    const port = await json('{"commit":"old"}');
    expect(await observeAddress(`http://127.0.0.1:${port}/`, commit)).toMatchObject({
      status: 200,
      failure: "wrong-json",
      json: [{ pointer: "/commit", kind: "value", text: "old", asExpected: false }],
    });
  });

  it("is compared before redaction", async () => {
    const port = await json('{"key":"hunter2","sent":"***"}');
    const keys: Headers = [["X-Api-Key", "hunter2"]];
    const wanting = (pointer: string, equals: string) => ({ expectedJson: [{ pointer, equals }] });
    const right = await observeAddress(`http://127.0.0.1:${port}/`, wanting("/key", "hunter2"), keys);
    expect(right.failure).toBeUndefined();
    expect(JSON.stringify(right)).not.toContain("hunter2");
    const wrong = await observeAddress(`http://127.0.0.1:${port}/`, wanting("/key", "***"), keys);
    expect(wrong.failure).toBe("wrong-json");
  });

  it.each([
    ["gzip", gzipSync],
    ["deflate", deflateSync],
    ["br", brotliCompressSync],
  ])("is unpacked from %s, and its beginning shown", async (coding, pack) => {
    const port = await serve((_request, response) =>
      response
        .setHeader("content-encoding", coding)
        .end(pack(JSON.stringify({ commit: "new", pad: "x".repeat(5000) }))),
    );
    const seen = await observeAddress(`http://127.0.0.1:${port}/`, commit);
    expect(seen).toMatchObject({ failure: undefined, body: expect.stringMatching(/^\{"commit":"new"/) });
    expect(await observeAddress(`http://127.0.0.1:${port}/`)).toMatchObject({
      body: expect.stringMatching(/^\{"commit"/),
    });
  });

  it("rejects a small body that decompresses to more than 1 MiB", async () => {
    const port = await serve((_request, response) =>
      response.setHeader("content-encoding", "gzip").end(gzipSync(Buffer.alloc(4 * 1024 * 1024, 32))),
    );
    expect(await observeAddress(`http://127.0.0.1:${port}/`, commit)).toMatchObject({ failure: "body-too-long" });
  });

  it.each(["<html>", "", '{"commit":', "\xff"])("fails for a body that is not JSON: %j", async (text) => {
    const port = await json(text);
    expect(await observeAddress(`http://127.0.0.1:${port}/`, commit)).toMatchObject({ failure: "not-json" });
  });

  it("is parsed beyond the displayed 500 bytes, up to 1 MiB", async () => {
    const port = await json(JSON.stringify({ padding: "x".repeat(900_000), commit: "new" }));
    expect(await observeAddress(`http://127.0.0.1:${port}/`, commit)).toMatchObject({ failure: undefined });
    const tooLong = await json(JSON.stringify({ padding: "x".repeat(1_100_000), commit: "new" }));
    expect(await observeAddress(`http://127.0.0.1:${tooLong}/`, commit)).toMatchObject({ failure: "body-too-long" });
  });
});

describe("a connection that fails", () => {
  it("is refused if nothing listens", async () => {
    expect(await observeAddress(`http://127.0.0.1:${await closedPort()}/`)).toMatchObject({
      failure: "refused",
      address: "127.0.0.1",
    });
  });

  it("is reset", async () => {
    const port = await serveTcp((socket) => socket.once("data", () => socket.resetAndDestroy()));
    expect(await observeAddress(`http://127.0.0.1:${port}/`)).toMatchObject({ failure: "reset" });
  });

  it("is closed without an answer", async () => {
    const port = await serveTcp((socket) => socket.destroy());
    expect(await observeAddress(`http://127.0.0.1:${port}/`)).toMatchObject({ failure: "reset" });
  });

  it("never answers", async () => {
    const clock = manualClock();
    const port = await serveTcp((socket) => socket.once("data", () => clock.advance(3000)));
    const seen = await observeAddress(`http://127.0.0.1:${port}/`, { timeoutSeconds: 3 }, [], clock);
    expect(seen).toMatchObject({ failure: "timeout-first-byte", trouble: { detail: "no answer within 3 s" } });
    expect(seen.timings.connect).toBeDefined();
  });

  it("stops in the middle of a body that has to be read", async () => {
    const port = await serve((_request, response) => response.write('{"commit":'));
    const over = { timeoutSeconds: 0.3, expectedJson: [{ pointer: "/commit", equals: "x" }] };
    expect(await observeAddress(`http://127.0.0.1:${port}/`, over)).toMatchObject({
      status: 200,
      failure: "timeout-body",
    });
  });

  it.each([
    "SSH-2.0-OpenSSH_9.9\r\n",
    "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello",
    "HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: h2c\r\n\r\n",
  ])("does not speak HTTP: %j", async (answer) => {
    const port = await serveTcp((socket) => socket.once("data", () => socket.write(answer)));
    expect(await observeAddress(`http://127.0.0.1:${port}/`)).toMatchObject({ failure: "not-http" });
  });

  it("has a name that does not resolve", async () => {
    const seen = await observeAddress("http://nowhere.invalid/", { timeoutSeconds: 30 });
    // The error depends on whether the machine has a network.
    expect(["name-not-found", "name-lookup-failed"]).toContain(seen.failure);
    expect(seen.address).toBeUndefined();
  });
});

describe("localhost", async () => {
  const ipv6 = await hasIpv6();

  it("works if only 127.0.0.1 listens", async () => {
    const port = await serve((_request, response) => response.end(), "127.0.0.1");
    const seen = await observeUrl(`http://localhost:${port}/`);
    expect(seen.map(({ address }) => address).sort()).toEqual(["127.0.0.1", "::1"]);
    expect(seen.find(({ address }) => address === "127.0.0.1")).toMatchObject({ failure: undefined });
    expect(seen.find(({ address }) => address === "::1")?.failure).toBe(ipv6 ? "refused" : "unreachable");
  });

  it.runIf(ipv6)("does not wait for a hanging address once another has answered correctly", async () => {
    const asked = Promise.withResolvers<void>();
    const port = await serveTcp((socket) => socket.once("data", () => asked.resolve()), "::1");
    await serveAt(port, (_request, response) => response.end());
    const clock = manualClock();
    const looking = observeUrl(`http://localhost:${port}/`, { timeoutSeconds: 60 }, [], clock);
    // The first one-second timer is for the body of the good answer, the second for the other address.
    await Promise.all([asked.promise, clock.started(1000, 2)]);
    clock.advance(1000);
    const seen = await looking;
    expect(seen.find(({ address }) => address === "127.0.0.1")).toMatchObject({ failure: undefined });
    expect(seen.find(({ address }) => address === "::1")).toMatchObject({ failure: "timeout-first-byte" });
  });

  it("works if only ::1 listens", async () => {
    const port = ipv6 ? await serve((_request, response) => response.end(), "::1") : await closedPort();
    const atIpv6 = ipv6 ? { address: "::1", failure: undefined } : { address: "::1", failure: "unreachable" };
    const seen = await observeUrl(`http://localhost:${port}/`);
    expect(seen.find(({ address }) => address === "::1")).toMatchObject(atIpv6);
    expect(seen.find(({ address }) => address === "127.0.0.1")).toMatchObject({ failure: "refused" });
    expect(await observeAddress(`http://[::1]:${port}/`)).toMatchObject(atIpv6);
  });
});

it("ends immediately when cancelled", async () => {
  const cancel = new AbortController();
  const reason = new Error("cancelled");
  const port = await serveTcp(() => cancel.abort(reason));
  const url = `http://127.0.0.1:${port}/`;
  const asking = { attempt: 1, headers: [], signal: cancel.signal, clock: manualClock() };
  await expect(observe(policy({ urls: [url] }), url, asking)).rejects.toBe(reason);
});
