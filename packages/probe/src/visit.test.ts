// Which redirects are followed, and which headers are sent.
import { manualClock } from "@deploy-actions/contract/manual-clock";
import { describe, expect, it } from "vitest";
import { observeAddress, observeUrl } from "../test/observe-url.ts";
import { serve, serveTcp } from "../test/servers.ts";
import type { Headers } from "./headers.ts";

describe("redirects", () => {
  const secret: Headers = [["Authorization", "Bearer very-secret-token"]];

  it("are followed on the same origin with headers", async () => {
    const port = await serve((request, response) => {
      if (request.url === "/") response.writeHead(302, { location: "/health" }).end();
      else response.writeHead(request.headers.authorization === "Bearer very-secret-token" ? 200 : 401).end();
    });
    expect(await observeAddress(`http://127.0.0.1:${port}/`, {}, secret)).toMatchObject({
      status: 200,
      redirects: [{ status: 302, to: `http://127.0.0.1:${port}/health` }],
    });
  });

  it("do not send headers to another origin, nor afterwards", async () => {
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
    await observeAddress(`http://127.0.0.1:${home}/`, {}, secret);
    expect(heard).toEqual(["home Bearer very-secret-token", "away undefined", "home undefined"]);
  });

  it("may have raw UTF-8 in Location", async () => {
    const port = await serveTcp((socket) =>
      socket.once("data", (request) =>
        socket.end(
          request.toString().startsWith("GET /pr%C3%BCfung ")
            ? "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"
            : "HTTP/1.1 302 Found\r\nLocation: /pr\u00fcfung\r\nContent-Length: 0\r\n\r\n",
        ),
      ),
    );
    expect(await observeAddress(`http://127.0.0.1:${port}/`)).toMatchObject({ status: 200, failure: undefined });
  });

  it("end after five", async () => {
    let asked = 0;
    const port = await serve((_request, response) => {
      asked += 1;
      response.writeHead(301, { location: `/${asked}` }).end();
    });
    expect(await observeAddress(`http://127.0.0.1:${port}/`)).toMatchObject({
      failure: "too-many-redirects",
      status: 301,
    });
    expect(asked).toBe(6);
  });

  it("on the same host keep the address, also on another port", async () => {
    const there = await serve((_request, response) => response.end());
    const port = await serve((_request, response) => {
      response.writeHead(302, { location: `http://localhost:${there}/` }).end();
    });
    const seen = await observeUrl(`http://localhost:${port}/`);
    expect(seen.find(({ address }) => address === "127.0.0.1")).toMatchObject({ status: 200, failure: undefined });
  });

  it("are not followed if their status is expected, or if the policy allows none", async () => {
    const port = await serve((_request, response) =>
      response.writeHead(302, { location: "http://nowhere.invalid/" }).end(),
    );
    const expected = { expectedStatus: [{ from: 300, to: 399 }] };
    expect(await observeAddress(`http://127.0.0.1:${port}/`, expected)).toMatchObject({
      status: 302,
      failure: undefined,
      redirects: [],
    });
    expect(await observeAddress(`http://127.0.0.1:${port}/`, { followRedirects: 0 })).toMatchObject({
      failure: "wrong-status",
    });
  });

  it.each(["ftp://example.com/", "javascript:alert(1)", "http://"])("to %s fail", async (location) => {
    const port = await serve((_request, response) => response.writeHead(302, { location }).end());
    expect(await observeAddress(`http://127.0.0.1:${port}/`)).toMatchObject({ failure: "bad-redirect" });
  });

  it("have timings for the last hop and a total", async () => {
    const clock = manualClock();
    const port = await serve((request, response) => {
      clock.advance(request.url === "/" ? 200 : 30);
      if (request.url === "/") response.writeHead(302, { location: "/health" }).end();
      else response.end();
    });
    const { timings } = await observeAddress(`http://127.0.0.1:${port}/`, {}, [], clock);
    expect(timings).toMatchObject({ response: 230, firstByte: 30 });
  });
});

const RESERVED = ["accept", "*/*", "user-agent", "deploy-actions-health-check", "cache-control", "no-cache"];

describe("headers", () => {
  it("are sent, including duplicates and an override of a default", async () => {
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
    await observeAddress(`http://127.0.0.1:${port}/`, {}, headers);
    expect(heard).toEqual(["host", "app.example.com", ...RESERVED, "x-one", "1", "x-one", "2", "connection", "close"]);
  });

  it("are redacted in the answer, also across the cut at 500 bytes", async () => {
    const port = await serve((request, response) => response.end(`${"x".repeat(495)}${request.headers.authorization}`));
    const { body } = await observeAddress(`http://127.0.0.1:${port}/`, {}, [
      ["Authorization", "Bearer very-secret-token"],
    ]);
    expect(body).toBe(`${"x".repeat(495)}***`);
    const leading = await serve((request, response) =>
      response.writeHead(302, { location: `/?t=${request.headers["x-key"]}` }).end(),
    );
    const seen = await observeAddress(`http://127.0.0.1:${leading}/`, {}, [["X-Key", "very-secret-token"]]);
    expect(JSON.stringify(seen)).not.toContain("very-secret");
  });
});
