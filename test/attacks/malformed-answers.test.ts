// Answers that are not what HTTP allows, or never come to an end. A server sends the raw bytes; the client must give up in time, take no
// more of them than it needs, close its connections, and report what happened as one of its own errors.
import { once } from "node:events";
import type { Socket } from "node:net";
import { setImmediate as turn } from "node:timers/promises";
import { gzipSync } from "node:zlib";
import { type Clock, ProblemError, systemClock } from "@deploy-actions/contract";
import { diagnose, healthReport, judge, observe, Policy } from "@deploy-actions/probe";
import { connect, type Registry } from "@deploy-actions/registry";
import { describe, expect, it, onTestFinished } from "vitest";
import { serveTcp } from "../../packages/probe/test/servers.ts";
import { referrersOf } from "../../packages/registry/src/publish/referrers.ts";

/** Sends an answer to one request. */
type Answer = (socket: Socket) => void | Promise<void>;

interface Server {
  readonly port: number;
  /** Bytes that the client took, over all connections. */
  readonly taken: () => number;
  /** Connections that are open now, and those that were ever opened. */
  readonly open: () => number;
  readonly opened: () => number;
}

async function serverWith(answer: Answer): Promise<Server> {
  const sockets: Socket[] = [];
  const port = await serveTcp((socket) => {
    sockets.push(socket);
    let heard = "";
    socket.on("data", (chunk) => {
      heard += chunk.toString("latin1");
      if (!heard.includes("\r\n\r\n")) return;
      heard = "";
      void answer(socket);
    });
  });
  return {
    port,
    taken: () => sockets.reduce((sum, { bytesWritten }) => sum + bytesWritten, 0),
    open: () => sockets.filter(({ destroyed }) => !destroyed).length,
    opened: () => sockets.length,
  };
}

/** Errors that nobody catches end the process of an action. */
function strayErrors(): unknown[] {
  const seen: unknown[] = [];
  const note = (error: unknown): void => void seen.push(error);
  process.on("unhandledRejection", note);
  onTestFinished(() => void process.off("unhandledRejection", note));
  return seen;
}

const send =
  (text: string): Answer =>
  (socket) =>
    void socket.end(Buffer.from(text, "latin1"));
/** Sends it and then nothing more, without an end. */
const begin =
  (text: string): Answer =>
  (socket) =>
    void socket.write(Buffer.from(text, "latin1"));
/** Sends it, and then the rest again and again, as fast as it is taken. */
const endless =
  (head: string, again: string): Answer =>
  async (socket) => {
    socket.write(Buffer.from(head, "latin1"));
    const rest = Buffer.from(again.repeat(Math.ceil(16_384 / again.length)), "latin1");
    while (!socket.destroyed) {
      if (!socket.write(rest))
        await Promise.race([once(socket, "drain"), once(socket, "close")]).catch(() => undefined);
      await turn();
    }
  };
/** Sends a little of it at a time: each time before a limit for silence is over. */
const slowly =
  (head: string, again: string): Answer =>
  (socket) => {
    socket.write(head);
    const timer = setInterval(() => (socket.destroyed ? clearInterval(timer) : socket.write(again)), 40);
  };

const OK = "HTTP/1.1 200 OK\r\n";
const CHUNK = `4000\r\n${"x".repeat(0x4000)}\r\n`;
const ZEROS = gzipSync(Buffer.alloc(64 * 1024 * 1024)).toString("latin1");
const json = (body: string, headers = ""): string =>
  `${OK}${headers}content-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;

/** What any server can send. */
const ANSWERS: readonly (readonly [title: string, answer: Answer])[] = [
  ["accepts the request and says nothing", () => undefined],
  ["closes the connection without an answer", (socket) => void socket.end()],
  ["resets the connection", (socket) => void socket.resetAndDestroy()],
  ["sends half of a status line", begin("HTTP/1.1 2")],
  ["sends a status line and no headers", begin(OK)],
  ["sends one header that never ends", endless(`${OK}x: `, "y")],
  ["sends headers without end", endless(OK, "x-header: y\r\n")],
  ["sends the name of a header without end", endless(OK, "x")],
  ["sends its headers a line at a time", slowly(OK, "x: y\r\n")],
  ["says 100 Continue without end", endless("", "HTTP/1.1 100 Continue\r\n\r\n")],
  ["says 102 Processing a little at a time", slowly("", "HTTP/1.1 102 Processing\r\n\r\n")],
  ["sends early hints without end", endless("", "HTTP/1.1 103 Early Hints\r\nlink: </x>\r\n\r\n")],
  [
    "switches to another protocol",
    begin("HTTP/1.1 101 Switching Protocols\r\nupgrade: h2c\r\nconnection: upgrade\r\n\r\nPRI * HTTP/2.0"),
  ],
  ["answers in another protocol", begin("SSH-2.0-OpenSSH_9.9\r\n")],
  ["answers with a TLS alert", begin("\u0015\u0003\u0001\u0000\u0002\u0002\u0016")],
  ["answers with HTML and no headers", send("<html><body>502 Bad Gateway</body></html>")],
  ["sends a status of four digits", send("HTTP/1.1 2000 OK\r\n\r\n")],
  ["sends the status 000", send("HTTP/1.1 000 Nothing\r\n\r\n")],
  ["sends a NUL in a header", send(`${OK}x: a\0b\r\n\r\n`)],
  ["sends a bare line feed in a header", send("HTTP/1.1 200 OK\nx: y\n\n{}")],
  ["sends two different lengths", send(`${OK}content-length: 2\r\ncontent-length: 20\r\n\r\n{}`)],
  ["sends a length that is not a number", send(`${OK}content-length: -1\r\n\r\n{}`)],
  ["sends a length of 18 digits and no body", begin(`${OK}content-length: 999999999999999999\r\n\r\n`)],
  ["sends fewer bytes than it said", send(`${OK}content-length: 200\r\n\r\n{}`)],
  [
    "sends both a length and chunks",
    send(`${OK}content-length: 2\r\ntransfer-encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n`),
  ],
  ["sends a chunk of a size that is not a number", send(`${OK}transfer-encoding: chunked\r\n\r\nzz\r\n{}\r\n`)],
  ["sends a chunk of a negative size", send(`${OK}transfer-encoding: chunked\r\n\r\n-2\r\n{}\r\n`)],
  ["sends a chunk's extension without end", endless(`${OK}transfer-encoding: chunked\r\n\r\n2;x=`, "y")],
  ["sends trailers without end", endless(`${OK}transfer-encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n`, "x: y\r\n")],
  ["sends chunks without end", endless(`${OK}transfer-encoding: chunked\r\n\r\n`, CHUNK)],
  ["sends a body without a length and without end", endless(`${OK}\r\n`, "x")],
  ["sends a body a byte at a time", slowly(`${OK}\r\n`, "x")],
  ["sends an error's body without end", endless("HTTP/1.1 400 Bad\r\n\r\n", '{"errors": ')],
  [
    "sends a body of 64 MB in 64 KB",
    send(`${OK}content-encoding: gzip\r\ncontent-length: ${ZEROS.length}\r\n\r\n${ZEROS}`),
  ],
  ["compresses its body 40 times over", send(json("{}", `content-encoding: ${Array(40).fill("gzip").join(", ")}\r\n`))],
  ["names an encoding that nobody knows", send(json("{}", "content-encoding: x-unknown\r\n"))],
  ["sends a million brackets", send(json("[".repeat(1_000_000)))],
  ["sends a number of a million digits", send(json("1".repeat(1_000_000)))],
  ["sends JSON with a lone surrogate and a NUL", send(json('{"status": "\\ud800\\u0000"}'))],
  ["sends bytes that are not UTF-8", send(`${OK}content-length: 4\r\n\r\n\xff\xfe\xc0\x80`)],
  ["redirects without saying where", send("HTTP/1.1 302 Found\r\ncontent-length: 0\r\n\r\n")],
  [
    "redirects to something that is not a URL",
    send("HTTP/1.1 302 Found\r\nlocation: http://[\r\ncontent-length: 0\r\n\r\n"),
  ],
  [
    "redirects to a host of 10,000 characters",
    send(`HTTP/1.1 302 Found\r\nlocation: http://${"a.".repeat(5000)}/\r\ncontent-length: 0\r\n\r\n`),
  ],
  ["redirects to itself without end", send("HTTP/1.1 307 Again\r\nlocation: ?x\r\ncontent-length: 0\r\n\r\n")],
  ["redirects with a body without end", endless("HTTP/1.1 302 Found\r\nlocation: /\r\n\r\n", "x")],
  ["sends a thousand cookies", send(json("{}", "set-cookie: a=b\r\n".repeat(1000)))],
  ["asks to wait for 30 years", send("HTTP/1.1 503 Later\r\nretry-after: 999999999\r\ncontent-length: 0\r\n\r\n")],
  [
    "asks to wait for longer than a number can say",
    send(`HTTP/1.1 429 Later\r\nretry-after: ${"9".repeat(400)}\r\ncontent-length: 0\r\n\r\n`),
  ],
  ["sends a second answer behind the first", send(`${json("{}")}${json("[]")}`)],
];

/** Milliseconds. Far more than any of the limits that the tests set. */
const MUCH_LATER = 60_000;

describe("a registry", () => {
  /** Silence that is tolerated. */
  const LIMIT_MS = 400;
  /** Pauses between attempts are not waited for. */
  const impatient: Clock = { ...systemClock, sleep: (ms, signal) => systemClock.sleep(Math.min(ms, 5), signal) };
  const client = (port: number): Registry =>
    connect({
      ...{ host: `127.0.0.1:${port}`, access: "push", attempts: 2, pauseMs: 1, timeoutMs: LIMIT_MS, clock: impatient },
      credentials: { username: "robot", password: "hunter2-secret" },
    });

  /** What is left for it to take: a manifest may be 8 MB, and buffers hold a few more. Two attempts, each with GET and HEAD. */
  const MOST_BYTES = 4 * 12 * 1024 * 1024;

  it.each(ANSWERS)("%s", { timeout: MUCH_LATER }, async (_, answer) => {
    const stray = strayErrors();
    const server = await serverWith(answer);
    const registry = client(server.port);
    const outcomes = await Promise.allSettled([
      registry.getManifest("acme/app", "v1"),
      registry.resolveDigest("acme/app", "v1"),
      referrersOf({ registry, name: "acme/app" }, `sha256:${"0".repeat(64)}`),
    ]);
    for (const outcome of outcomes) {
      if (outcome.status === "fulfilled") continue;
      expect(outcome.reason).toBeInstanceOf(ProblemError);
      expect(outcome.reason.message).not.toContain("hunter2");
    }
    expect(server.taken()).toBeLessThan(MOST_BYTES);
    // A connection that was answered completely may be kept for the next request, but none is left in the middle of an answer.
    await expect.poll(server.open, { timeout: MUCH_LATER / 2 }).toBeLessThanOrEqual(3);
    expect(server.opened()).toBeLessThan(60);
    expect(stray).toEqual([]);
  });

  const challenged = (token: string): Answer => {
    let asked = 0;
    return (socket) =>
      void (asked++ % 2 === 0
        ? socket.end(
            `HTTP/1.1 401 No\r\nwww-authenticate: Bearer realm="http://127.0.0.1:${socket.localPort}/token"\r\ncontent-length: 0\r\n\r\n`,
          )
        : socket.end(json(token)));
  };

  it.each([
    ["a token with line breaks and a header", JSON.stringify({ token: "a\r\nx-evil: y" })],
    ["a token with characters that cannot be in a header", JSON.stringify({ token: "\u0100\u0000" })],
    ["a token of a megabyte", JSON.stringify({ token: "a".repeat(900_000) })],
    ["an empty token", JSON.stringify({ token: "" })],
    ["a token that is a number", JSON.stringify({ token: 5 })],
    ["a token that lives for no time", JSON.stringify({ token: "t", expires_in: 1e-300 })],
    ["a token that never expires", JSON.stringify({ token: "t", expires_in: 1e300 })],
    [
      "a token whose claims are nested 10,000 levels deep",
      JSON.stringify({ token: `e30.${Buffer.from("[".repeat(10_000)).toString("base64url")}.x` }),
    ],
    ["no token, but another document", "[[]]"],
  ])("issues %s", { timeout: MUCH_LATER }, async (_, token) => {
    const stray = strayErrors();
    const server = await serverWith(challenged(token));
    await expect(client(server.port).getManifest("acme/app", "v1")).rejects.toBeInstanceOf(ProblemError);
    expect(server.opened()).toBeLessThan(60);
    expect(stray).toEqual([]);
  });

  it.each([
    ["is not a URL", "<http://[>; rel=next"],
    ["is the same one", "<>; rel=next"],
    ["is the same one with a longer query each time", '<?page=x&page=y>; rel="next"'],
    ["is nowhere", "<about:blank>; rel=next"],
    ["never ends", `${"<".repeat(8000)}; rel=next`],
  ])("lists referrers on a next page that %s", { timeout: MUCH_LATER }, async (_, link) => {
    const server = await serverWith(send(json('{"manifests": []}', `link: ${link}\r\nconnection: close\r\n`)));
    const registry = client(server.port);
    const [outcome] = await Promise.allSettled([
      referrersOf({ registry, name: "acme/app" }, `sha256:${"0".repeat(64)}`),
    ]);
    if (outcome.status === "rejected") expect(outcome.reason).toBeInstanceOf(ProblemError);
    expect(server.opened()).toBeLessThan(60);
  });

  it("lists 30,000 referrers on each page", { timeout: MUCH_LATER * 3 }, async () => {
    const descriptor = `{"mediaType":"","digest":"sha256:${"0".repeat(64)}","size":0}`;
    const page = json(`{"manifests":[${Array(30_000).fill(descriptor).join(",")}]}`, "connection: close\r\n");
    const server = await serverWith(send(page));
    const [outcome] = await Promise.allSettled([
      referrersOf({ registry: client(server.port), name: "acme/app" }, `sha256:${"0".repeat(64)}`),
    ]);
    if (outcome.status === "rejected") expect(outcome.reason).toBeInstanceOf(ProblemError);
  });
});

describe("an application", () => {
  const SECONDS = 1;
  const TOKEN = "hunter2-secret";
  /** A document may have 1 MiB, and what is shown of any other body 500 bytes; buffers hold a few more. */
  const MOST_BYTES = 8 * 1024 * 1024;

  const check = async (port: number, expectedJson: Policy["expectedJson"]) => {
    const url = `http://127.0.0.1:${port}/health`;
    const policy = Policy.parse({
      ...{ urls: [url], maxAttempts: 1, delaySeconds: 0, initialWaitSeconds: 0, timeoutSeconds: SECONDS },
      ...{ expectedStatus: [{ from: 200, to: 200 }], expectedJson, consecutiveSuccesses: 1, followRedirects: 5 },
    });
    const headers = [["authorization", `Bearer ${TOKEN}`]] as const;
    const signal = new AbortController().signal;
    const observations = await observe(policy, url, { attempt: 1, headers, signal });
    const verdict = judge(policy, observations);
    const report = JSON.stringify([
      healthReport(policy, { verdict, observations }, headers),
      diagnose(policy, observations),
    ]);
    return { observations, verdict, report };
  };

  describe.each([
    ["is asked for its status", []],
    ["is asked for a document", [{ pointer: "/status", equals: "ok" }]],
  ])("%s", (_, expectedJson) => {
    it.each(ANSWERS)("%s", { timeout: MUCH_LATER }, async (_, answer) => {
      const stray = strayErrors();
      const server = await serverWith(answer);
      const { observations, verdict, report } = await check(server.port, expectedJson);
      expect(observations).toHaveLength(1);
      expect(verdict.state).not.toBe("waiting");
      if (expectedJson.length > 0) expect(verdict.state).toBe("unhealthy");
      expect(report).not.toContain(TOKEN);
      expect(Buffer.byteLength(report)).toBeLessThan(128 * 1024);
      expect(server.taken()).toBeLessThan(MOST_BYTES);
      await expect.poll(server.open, { timeout: MUCH_LATER / 2 }).toBe(0);
      expect(stray).toEqual([]);
    });
  });
});
