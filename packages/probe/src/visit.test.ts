// Where a journey may lead, and what it takes along.
import { manualClock } from "@deploy-actions/contract/manual-clock";
import { describe, expect, it } from "vitest";
import { look, lookAtOne } from "../test/observe-url.ts";
import { serve, serveTcp } from "../test/servers.ts";
import type { Headers } from "./headers.ts";

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

  it("may have raw UTF-8 in their Location", async () => {
    const port = await serveTcp((socket) =>
      socket.once("data", (request) =>
        socket.end(
          request.toString().startsWith("GET /pr%C3%BCfung ")
            ? "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"
            : "HTTP/1.1 302 Found\r\nLocation: /pr\u00fcfung\r\nContent-Length: 0\r\n\r\n",
        ),
      ),
    );
    expect(await lookAtOne(`http://127.0.0.1:${port}/`)).toMatchObject({ status: 200, shortfall: undefined });
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
    const clock = manualClock();
    const port = await serve((request, response) => {
      clock.advance(request.url === "/" ? 200 : 30);
      if (request.url === "/") response.writeHead(302, { location: "/health" }).end();
      else response.end();
    });
    const { timings } = await lookAtOne(`http://127.0.0.1:${port}/`, {}, [], clock);
    expect(timings).toMatchObject({ response: 230, firstByte: 30 });
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
