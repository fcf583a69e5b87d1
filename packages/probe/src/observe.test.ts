import { createSecureContext, getCACertificates, setDefaultCACertificates } from "node:tls";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { certificate } from "../test/certificate.ts";
import { closedPort, hasIpv6, serve, serveTcp, serveTls } from "../test/servers.ts";
import type { Headers } from "./headers.ts";
import { shortfallOf } from "./judge.ts";
import { observe } from "./observe.ts";
import { Policy } from "./policy.ts";

const policyFor = (url: string, over: Partial<Policy> = {}) =>
  Policy.parse({
    urls: [url],
    maxAttempts: 1,
    delaySeconds: 0,
    initialWaitSeconds: 0,
    timeoutSeconds: 5,
    expectedStatus: [{ from: 200, to: 200 }],
    expectedJson: [],
    consecutiveSuccesses: 1,
    followRedirects: 5,
    ...over,
  });

async function look(url: string, over: Partial<Policy> = {}, headers: Headers = []) {
  const policy = policyFor(url, over);
  const observations = await observe(policy, url, { attempt: 1, headers, signal: new AbortController().signal });
  return observations.map((seen) => ({ ...seen, shortfall: shortfallOf(policy, seen) }));
}

async function lookAtOne(...asked: Parameters<typeof look>) {
  const [seen, ...others] = await look(...asked);
  if (seen === undefined || others.length > 0) throw new Error("exactly one address was expected");
  return seen;
}

describe("an answer", () => {
  it("is kept with its status, its timings and the first 500 bytes of its body", async () => {
    const port = await serve((_request, response) => response.end("x".repeat(2000)));
    const seen = await lookAtOne(`http://127.0.0.1:${port}/health`);
    expect(seen).toMatchObject({
      address: "127.0.0.1",
      status: 200,
      body: "x".repeat(500),
      redirects: [],
      shortfall: undefined,
    });
    expect(Object.keys(seen.timings).sort()).toEqual(["connect", "dns", "firstByte", "response"]);
    expect(seen.timings.dns).toBe(0);
  });

  it("takes the time to the first byte", async () => {
    const port = await serve((_request, response) => setTimeout(() => response.end("late"), 300));
    const { timings } = await lookAtOne(`http://127.0.0.1:${port}/`);
    expect(timings.firstByte).toBeGreaterThanOrEqual(290);
    expect(timings.connect).toBeLessThan(290);
  });

  it("comes on a fresh connection that says so", async () => {
    const seen = new Set<string>();
    const port = await serve((request, response) => {
      seen.add(`${request.socket.remotePort} ${request.headers.connection}`);
      response.end();
    });
    for (let round = 0; round < 3; round += 1) await lookAtOne(`http://127.0.0.1:${port}/`);
    expect([...seen].map((line) => line.split(" ")[1])).toEqual(["close", "close", "close"]);
  });

  it("does not cut a character of the body in two", async () => {
    const port = await serve((_request, response) => response.end(`${"x".repeat(499)}é`));
    expect((await lookAtOne(`http://127.0.0.1:${port}/`)).body).toBe("x".repeat(499));
  });

  it("may go on for ever: without expected JSON its status is enough", async () => {
    const port = await serve((_request, response) => response.write("data: 1\n\n"));
    expect(await lookAtOne(`http://127.0.0.1:${port}/`)).toMatchObject({
      status: 200,
      body: "data: 1\n\n",
      shortfall: undefined,
    });
  });

  it("that breaks off in the body is no answer", async () => {
    const port = await serveTcp((socket) =>
      socket.once("data", () => socket.end("HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\nhalf")),
    );
    expect(await lookAtOne(`http://127.0.0.1:${port}/`)).toMatchObject({ status: 200, shortfall: "reset" });
  });
});

describe("expected JSON", () => {
  const json = (text: string) => serve((_request, response) => response.end(text));
  const commit = { expectedJson: [{ pointer: "/commit", equals: "new" }] };

  it("is right when the value is", async () => {
    const port = await json('{"commit":"new"}');
    expect(await lookAtOne(`http://127.0.0.1:${port}/`, commit)).toMatchObject({ shortfall: undefined });
  });

  it("tells the answer of the old release from that of the new one", async () => {
    const port = await json('{"commit":"old"}');
    expect(await lookAtOne(`http://127.0.0.1:${port}/`, commit)).toMatchObject({
      status: 200,
      shortfall: "wrong-json",
      json: [{ pointer: "/commit", kind: "value", text: "old" }],
    });
  });

  it.each(["<html>", "", '{"commit":', "\xff"])("is not found in a body that is not JSON: %j", async (text) => {
    const port = await json(text);
    expect(await lookAtOne(`http://127.0.0.1:${port}/`, commit)).toMatchObject({ shortfall: "not-json" });
  });

  it("is read beyond the 500 bytes that are shown, up to 1 MiB", async () => {
    const port = await json(JSON.stringify({ padding: "x".repeat(900_000), commit: "new" }));
    expect(await lookAtOne(`http://127.0.0.1:${port}/`, commit)).toMatchObject({ shortfall: undefined });
    const tooLong = await json(JSON.stringify({ padding: "x".repeat(1_100_000), commit: "new" }));
    expect(await lookAtOne(`http://127.0.0.1:${tooLong}/`, commit)).toMatchObject({ shortfall: "body-too-long" });
  });
});

describe("a connection that fails", () => {
  it("is refused where nothing listens", async () => {
    expect(await lookAtOne(`http://127.0.0.1:${await closedPort()}/`)).toMatchObject({
      shortfall: "refused",
      address: "127.0.0.1",
    });
  });

  it("is reset", async () => {
    const port = await serveTcp((socket) => socket.once("data", () => socket.resetAndDestroy()));
    expect(await lookAtOne(`http://127.0.0.1:${port}/`)).toMatchObject({ shortfall: "reset" });
  });

  it("is closed without a word", async () => {
    const port = await serveTcp((socket) => socket.destroy());
    expect(await lookAtOne(`http://127.0.0.1:${port}/`)).toMatchObject({ shortfall: "reset" });
  });

  it("never answers", async () => {
    const port = await serveTcp(() => {});
    const seen = await lookAtOne(`http://127.0.0.1:${port}/`, { timeoutSeconds: 0.3 });
    expect(seen).toMatchObject({ shortfall: "timeout-first-byte", trouble: { detail: "no answer within 0.3 s" } });
    expect(seen.timings.connect).toBeDefined();
  });

  it("stops in the middle of a body that has to be read", async () => {
    const port = await serve((_request, response) => response.write('{"commit":'));
    const over = { timeoutSeconds: 0.3, expectedJson: [{ pointer: "/commit", equals: "x" }] };
    expect(await lookAtOne(`http://127.0.0.1:${port}/`, over)).toMatchObject({
      status: 200,
      shortfall: "timeout-body",
    });
  });

  it("does not speak HTTP", async () => {
    const port = await serveTcp((socket) => socket.end("SSH-2.0-OpenSSH_9.9\r\n"));
    expect(await lookAtOne(`http://127.0.0.1:${port}/`)).toMatchObject({ shortfall: "not-http" });
  });

  it("has a name that does not resolve", async () => {
    const seen = await lookAtOne("http://nowhere.invalid/", { timeoutSeconds: 30 });
    // A machine without a network cannot ask; one with a network is told that there is no such name.
    expect(["name-not-found", "name-lookup-failed"]).toContain(seen.shortfall);
    expect(seen.address).toBeUndefined();
  });
});

describe("localhost", async () => {
  const ipv6 = await hasIpv6();

  it("is found where only 127.0.0.1 listens", async () => {
    const port = await serve((_request, response) => response.end(), "127.0.0.1");
    const seen = await look(`http://localhost:${port}/`);
    expect(seen.map(({ address }) => address).sort()).toEqual(["127.0.0.1", "::1"]);
    expect(seen.find(({ address }) => address === "127.0.0.1")).toMatchObject({ shortfall: undefined });
    expect(seen.find(({ address }) => address === "::1")?.shortfall).toBe(ipv6 ? "refused" : "unreachable");
  });

  it("is found where only ::1 listens", async () => {
    const port = ipv6 ? await serve((_request, response) => response.end(), "::1") : await closedPort();
    const atIpv6 = ipv6 ? { address: "::1", shortfall: undefined } : { address: "::1", shortfall: "unreachable" };
    const seen = await look(`http://localhost:${port}/`);
    expect(seen.find(({ address }) => address === "::1")).toMatchObject(atIpv6);
    expect(seen.find(({ address }) => address === "127.0.0.1")).toMatchObject({ shortfall: "refused" });
    expect(await lookAtOne(`http://[::1]:${port}/`)).toMatchObject(atIpv6);
  });
});

describe("redirects", () => {
  const secret: Headers = [["Authorization", "Bearer very-secret-token"]];

  it("are followed on the same origin, headers and all", async () => {
    const port = await serve((request, response) => {
      if (request.url === "/") response.writeHead(302, { location: "/health" }).end();
      else response.writeHead(request.headers.authorization === "Bearer very-secret-token" ? 200 : 401).end();
    });
    expect(await lookAtOne(`http://127.0.0.1:${port}/`, {}, secret)).toMatchObject({
      status: 200,
      redirects: [{ status: 302, to: `http://127.0.0.1:${port}/health` }],
    });
  });

  it("never carry headers to another origin, nor back from it", async () => {
    const heard: (string | undefined)[] = [];
    const home = await serve((request, response) => {
      heard.push(`home ${request.headers.authorization}`);
      if (request.url === "/") response.writeHead(307, { location: `http://localhost:${away}/` }).end();
      else response.end();
    });
    const away: number = await serve((request, response) => {
      heard.push(`away ${request.headers.authorization}`);
      response.writeHead(307, { location: `http://127.0.0.1:${home}/back` }).end();
    });
    await lookAtOne(`http://127.0.0.1:${home}/`, {}, secret);
    expect(heard).toEqual(["home Bearer very-secret-token", "away undefined", "home undefined"]);
  });

  it("end after five", async () => {
    let asked = 0;
    const port = await serve((_request, response) => {
      asked += 1;
      response.writeHead(301, { location: `/${asked}` }).end();
    });
    expect(await lookAtOne(`http://127.0.0.1:${port}/`)).toMatchObject({
      shortfall: "too-many-redirects",
      status: 301,
    });
    expect(asked).toBe(6);
  });

  it("on the same host stay at the same address, also on another port", async () => {
    const there = await serve((_request, response) => response.end());
    const port = await serve((_request, response) => {
      response.writeHead(302, { location: `http://localhost:${there}/` }).end();
    });
    const seen = await look(`http://localhost:${port}/`);
    expect(seen.find(({ address }) => address === "127.0.0.1")).toMatchObject({ status: 200, shortfall: undefined });
  });

  it("are the answer when their status is expected, or when none may be followed", async () => {
    const port = await serve((_request, response) =>
      response.writeHead(302, { location: "http://nowhere.invalid/" }).end(),
    );
    const expected = { expectedStatus: [{ from: 300, to: 399 }] };
    expect(await lookAtOne(`http://127.0.0.1:${port}/`, expected)).toMatchObject({
      status: 302,
      shortfall: undefined,
      redirects: [],
    });
    expect(await lookAtOne(`http://127.0.0.1:${port}/`, { followRedirects: 0 })).toMatchObject({
      shortfall: "wrong-status",
    });
  });

  it.each(["ftp://example.com/", "javascript:alert(1)", "http://"])(
    "that lead to %s lead nowhere",
    async (location) => {
      const port = await serve((_request, response) => response.writeHead(302, { location }).end());
      expect(await lookAtOne(`http://127.0.0.1:${port}/`)).toMatchObject({ shortfall: "bad-redirect" });
    },
  );

  it("time the last hop, and the answer from the start", async () => {
    const port = await serve((request, response) => {
      if (request.url === "/") setTimeout(() => response.writeHead(302, { location: "/health" }).end(), 200);
      else response.end();
    });
    const { timings } = await lookAtOne(`http://127.0.0.1:${port}/`);
    expect(timings.response).toBeGreaterThanOrEqual(190);
    expect(timings.firstByte).toBeLessThan(190);
  });
});

const OURS = ["accept", "*/*", "user-agent", "deploy-actions-health-check", "cache-control", "no-cache"];

describe("headers", () => {
  it("are sent, also two of the same name and one of ours", async () => {
    const heard: string[] = [];
    const port = await serve((request, response) => {
      heard.push(...request.rawHeaders);
      response.end();
    });
    const headers: Headers = [
      ["X-One", "1"],
      ["X-One", "2"],
      ["Host", "app.example.com"],
    ];
    await lookAtOne(`http://127.0.0.1:${port}/`, {}, headers);
    expect(heard).toEqual(["host", "app.example.com", ...OURS, "x-one", "1", "x-one", "2", "connection", "close"]);
  });

  it("are blotted out of what an application sends back, also across the cut at 500 bytes", async () => {
    const port = await serve((request, response) => response.end(`${"x".repeat(495)}${request.headers.authorization}`));
    const { body } = await lookAtOne(`http://127.0.0.1:${port}/`, {}, [["Authorization", "Bearer very-secret-token"]]);
    expect(body).toBe(`${"x".repeat(495)}***`);
    const leading = await serve((request, response) =>
      response.writeHead(302, { location: `/?t=${request.headers["x-key"]}` }).end(),
    );
    const seen = await lookAtOne(`http://127.0.0.1:${leading}/`, {}, [["X-Key", "very-secret-token"]]);
    expect(JSON.stringify(seen)).not.toContain("very-secret");
  });
});

describe("TLS", () => {
  const authority = certificate({ name: "Test Authority", authority: true });
  const kept = getCACertificates("default");
  beforeAll(() => setDefaultCACertificates([...kept, authority.cert]));
  afterAll(() => setDefaultCACertificates(kept));
  const answer = (identity: Parameters<typeof serveTls>[0]) =>
    serveTls(identity, (_request, response) => response.end());
  const loopback = { addresses: [[127, 0, 0, 1]] };

  it("makes certificates that OpenSSL reads", () => {
    expect(() => createSecureContext({ cert: authority.cert })).not.toThrow();
  });

  it("is right with a certificate from an authority that this machine trusts", async () => {
    const port = await answer(certificate({ name: "app", issuer: authority, ...loopback }));
    const seen = await lookAtOne(`https://127.0.0.1:${port}/`);
    expect(seen).toMatchObject({ status: 200, shortfall: undefined });
    expect(seen.timings.tls).toBeGreaterThan(0);
  });

  it("compares the name of the URL, not of the address", async () => {
    const port = await answer(certificate({ name: "app", issuer: authority, names: ["localhost"] }));
    const seen = await look(`https://localhost:${port}/`);
    expect(seen.find(({ address }) => address === "127.0.0.1")).toMatchObject({ status: 200, shortfall: undefined });
  });

  it.each([
    ["tls-self-signed", certificate({ name: "app", ...loopback })],
    ["tls-expired", certificate({ name: "app", issuer: authority, from: -30, until: -1, ...loopback })],
    ["tls-not-yet-valid", certificate({ name: "app", issuer: authority, from: 1, ...loopback })],
    ["tls-wrong-name", certificate({ name: "app", issuer: authority, names: ["other.example.com"] })],
    [
      "tls-untrusted",
      certificate({ name: "app", issuer: certificate({ name: "Nobody", authority: true }), ...loopback }),
    ],
  ])("refuses a certificate that is %s, before anything is sent", async (shortfall, identity) => {
    let asked = 0;
    const port = await serveTls(identity, () => (asked += 1));
    expect(await lookAtOne(`https://127.0.0.1:${port}/`)).toMatchObject({ shortfall });
    expect(asked).toBe(0);
  });

  it("notices https spoken to a port that speaks http", async () => {
    const port = await serve((_request, response) => response.end());
    expect(await lookAtOne(`https://127.0.0.1:${port}/`)).toMatchObject({ shortfall: "tls-to-plain-port" });
  });

  it("notices http spoken to a port that answers with a TLS alert", async () => {
    const port = await serveTcp((socket) => socket.once("data", () => socket.end(Buffer.of(0x15, 3, 1, 0, 2, 2, 70))));
    expect(await lookAtOne(`http://127.0.0.1:${port}/`)).toMatchObject({ shortfall: "plain-to-tls-port" });
  });

  it("times out in the handshake", async () => {
    const port = await serveTcp(() => {});
    expect(await lookAtOne(`https://127.0.0.1:${port}/`, { timeoutSeconds: 0.3 })).toMatchObject({
      shortfall: "timeout-tls",
    });
  });
});

it("ends at once when it is cancelled", async () => {
  const port = await serveTcp(() => {});
  const url = `http://127.0.0.1:${port}/`;
  const cancel = new AbortController();
  const reason = new Error("cancelled");
  setTimeout(() => cancel.abort(reason), 100);
  const start = performance.now();
  await expect(observe(policyFor(url), url, { attempt: 1, headers: [], signal: cancel.signal })).rejects.toBe(reason);
  expect(performance.now() - start).toBeLessThan(1000);
});
