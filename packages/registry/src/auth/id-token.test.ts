// The errors when GitHub issues no ID token, each from a real HTTP server, and the time limit.
import { createServer, type RequestListener } from "node:http";
import { expect, it, onTestFinished } from "vitest";
import { fakeClock } from "../../test/fake-clock.ts";
import { type IdTokenRequest, idToken } from "./id-token.ts";
import type { TokenContext } from "./token-service.ts";

const clock = fakeClock();
const silent = { info: () => {}, warning: () => {}, debug: () => {} };
const contextWith = (changes: Partial<TokenContext> = {}): TokenContext => ({
  timeoutMs: 2000,
  signal: undefined,
  mask: () => {},
  clock,
  retryPolicy: { attempts: 1, pauseMs: 1, signal: undefined, log: silent, clock },
  ...changes,
});

async function service(listener: RequestListener, path = "/token?api-version=2.0"): Promise<IdTokenRequest> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  if (typeof address !== "object" || address === null) throw new Error("the server has no port");
  return { url: `http://127.0.0.1:${address.port}${path}`, token: "the-request-token" };
}
const failure = (work: Promise<unknown>) =>
  work.then(
    () => expect.unreachable(),
    (error: unknown) => error,
  );
const ask = (request: IdTokenRequest, context = contextWith()) => idToken(request, "api://x y", undefined, context);

it.each(["/token?api-version=2.0", "/token"])(
  "requests the audience and masks what it sends and gets: %s",
  async (path) => {
    const masked: string[] = [];
    const request = await service(({ url = "", headers }, answer) => {
      const audience = new URL(url, "http://x").searchParams.get("audience");
      answer.end(JSON.stringify({ value: `${audience} for ${headers.authorization}` }));
    }, path);
    const token = await ask(request, contextWith({ mask: (secret) => masked.push(secret) }));
    expect(token).toBe("api://x y for Bearer the-request-token");
    expect(masked).toEqual(["the-request-token", token]);
  },
);

it.each([
  [
    "a refusal",
    403,
    '{"message":"no, the-request-token may not"}',
    { reason: "unauthorized", status: 403, transient: false },
  ],
  ["too many requests", 429, "{}", { reason: "rate-limited", transient: true }],
  ["no token", 200, "{}", { reason: "rejected" }],
  ["no JSON", 200, "<html>", { reason: "rejected" }],
])("%s", async (_, status, body, expected) => {
  const request = await service((_, answer) => void answer.writeHead(status).end(body));
  const error = await failure(ask(request));
  expect(error).toMatchObject(expected);
  expect(String(error)).not.toContain("the-request-token");
});

it("no connection", async () => {
  const error = await failure(ask({ url: "http://127.0.0.1:1/token?a=b", token: "t" }));
  expect(error).toMatchObject({
    reason: "unavailable",
    transient: true,
    message: expect.stringContaining("ECONNREFUSED"),
  });
});
it("no response within the limit", async () => {
  const request = await service(() => clock.advance(100));
  expect(await failure(ask(request, contextWith({ timeoutMs: 100 })))).toMatchObject({ reason: "timeout" });
});
it("a cancellation while it is waiting", async () => {
  const cancel = new AbortController();
  const request = await service(() => cancel.abort(new Error("cancelled by the runner")));
  expect(await failure(ask(request, contextWith({ signal: cancel.signal })))).toHaveProperty(
    "message",
    "cancelled by the runner",
  );
});
it("a service that is not encrypted gets no request", async () => {
  const error = await failure(ask({ url: "http://token.example.com/?a=b", token: "t" }));
  expect(error).toMatchObject({ reason: "rejected", message: expect.stringContaining("is not encrypted") });
});
