// An application whose answers want a health check to show what only this machine can read.
import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { describeAttempt, diagnose, healthReport, type Observation, observe } from "../../packages/probe/src/index.ts";
import { policy } from "../../packages/probe/test/observations.ts";
import { hasIpv6, serve } from "../../packages/probe/test/servers.ts";
import { dockerSocket, isAlone, ownAddress, stranger } from "./elsewhere.ts";

const SECRET = "AKIA-the-credentials-of-this-machine";

/** Everything that an observation is shown as: the log's lines, the diagnosis, the report. */
function shown(urls: readonly string[], observations: readonly Observation[], changes = {}): string {
  const asked = policy({ urls: [...urls], maxAttempts: 1, ...changes });
  const verdict = { state: "unhealthy", reason: "attempts-used-up", attempts: 1, successesInARow: 0 } as const;
  return [
    ...describeAttempt(asked, observations),
    JSON.stringify(diagnose(asked, observations)),
    JSON.stringify(healthReport(asked, { verdict, observations })),
  ].join("\n");
}

const ask = (urls: readonly [string, ...string[]], changes = {}) =>
  observe(policy({ urls: [...urls], maxAttempts: 1, timeoutSeconds: 20, ...changes }), urls[0], {
    attempt: 1,
    headers: [["Authorization", "Bearer the-token-of-the-app"]],
    signal: new AbortController().signal,
  });

/** An application on this machine's own address in its network. */
const application = async (location: string | ((path: string) => string), status = 302): Promise<string> => {
  const port = await serve((request, response) => {
    const to = typeof location === "string" ? location : location(request.url ?? "");
    response.writeHead(status, { location: to }).end(`the redirect itself`);
  }, ownAddress);
  return `http://${ownAddress}:${port}/health`;
};

describe.skipIf(isAlone)("an application", () => {
  it.each([
    ["http://127.0.0.1", (port: number) => `http://127.0.0.1:${port}/containers/json`],
    ["http://127.8.8.8", (port: number) => `http://127.8.8.8:${port}/`],
    ["http://localhost", (port: number) => `http://localhost:${port}/`],
    ["http://localhost.", (port: number) => `http://localhost.:${port}/`],
    ["a name below localhost", (port: number) => `http://docker.localhost:${port}/`],
    ["http://[::1]", (port: number) => `http://[::1]:${port}/`],
    ["loopback mapped into IPv6", (port: number) => `http://[::ffff:127.0.0.1]:${port}/`],
    ["loopback in decimal", (port: number) => `http://2130706433:${port}/`],
    ["loopback in octal", (port: number) => `http://0177.1:${port}/`],
    ["0.0.0.0", (port: number) => `http://0.0.0.0:${port}/`],
    ["[::]", (port: number) => `http://[::]:${port}/`],
    ["a host without a scheme", (port: number) => `//127.0.0.1:${port}/`],
    ["https on loopback", (port: number) => `https://127.0.0.1:${port}/`],
    ["the metadata", () => "http://169.254.169.254/latest/meta-data/iam/security-credentials/"],
    ["the metadata in decimal", () => "http://2852039166/latest/"],
    ["the metadata mapped into IPv6", () => "http://[::ffff:a9fe:a9fe]/"],
    ["the metadata over IPv6", () => "http://[fd00:ec2::254]/"],
    ["the metadata by name", () => "http://metadata.google.internal/computeMetadata/v1/"],
    ["a link-local address", () => "http://[fe80::1]/"],
    ["Azure's platform", () => "http://168.63.129.16/machine?comp=goalstate"],
    ["Alibaba Cloud's metadata", () => "http://100.100.100.200/"],
    ["a user and a password", (port: number) => `http://user:password@127.0.0.1:${port}/`],
    ["a file", () => "file:///proc/self/environ"],
    ["a script", () => "javascript:1"],
  ])("redirects to %s", async (_, target) => {
    const socket = await dockerSocket();
    const url = await application(target(socket.port));
    const seen = await ask([url]);
    expect(seen).toMatchObject([{ status: 302, trouble: { code: "bad-redirect" } }]);
    expect(socket.connections()).toBe(0);
    expect(shown([url], seen)).not.toContain("secret-env");
  });

  it.each([301, 302, 303, 307, 308])("redirects to loopback with the status %i", async (status) => {
    const socket = await dockerSocket();
    const url = await application(`http://127.0.0.1:${socket.port}/`, status);
    expect(await ask([url])).toMatchObject([{ trouble: { code: "bad-redirect" } }]);
    expect(socket.connections()).toBe(0);
  });

  it("redirects to itself first, and to loopback from there", async () => {
    const socket = await dockerSocket();
    const url = await application((path) => (path === "/health" ? "/next" : `http://localhost:${socket.port}/`));
    expect(await ask([url])).toMatchObject([{ redirects: [{}, {}], trouble: { code: "bad-redirect" } }]);
    expect(socket.connections()).toBe(0);
  });

  it("redirects to loopback, which another health-url names", async () => {
    const port = await serve((_, response) => void response.end("fine"));
    const url = await application(`http://127.0.0.1:${port}/`);
    const [seen] = await ask([url, `http://127.0.0.1:${port}/health`]);
    expect(seen).toMatchObject({ status: 200, body: "fine" });
  });
});

describe.skipIf(isAlone)("an application with https", () => {
  it("redirects to http on its own host", async () => {
    const app = await stranger(() => ({ status: 302, headers: { location: `http://${ownAddress}:${port}/` } }));
    let asked = 0;
    const port = await serve((_, response) => {
      asked += 1;
      response.end(SECRET);
    }, ownAddress);
    const url = `https://${ownAddress}:${app.port}/`;
    const seen = await ask([url]);
    expect(seen).toMatchObject([
      { status: 302, trouble: { code: "bad-redirect", detail: expect.stringContaining("is not encrypted") } },
    ]);
    expect(asked).toBe(0);
  });
});

describe("an application", () => {
  const body = async (listener: Parameters<typeof serve>[0]) => {
    const away = await serve(listener);
    const home = await serve((_, response) => {
      response.writeHead(302, { location: `http://127.0.0.1:${away}/` }).end();
    });
    return `http://127.0.0.1:${home}/`;
  };

  it.each([200, 404, 500])(
    "redirects to another port, whose body with the status %i must not be shown",
    async (status) => {
      const url = await body((_, response) => void response.writeHead(status).end(SECRET));
      const changes = { expectedStatus: [{ from: 204, to: 204 }] };
      const seen = await ask([url], changes);
      expect(seen).toMatchObject([{ status }]);
      expect(seen[0]).not.toHaveProperty("body");
      expect(shown([url], seen, changes)).not.toContain(SECRET);
    },
  );

  it("redirects to another port, whose JSON must not be shown", async () => {
    const url = await body((_, response) => void response.end(JSON.stringify({ Token: SECRET })));
    const changes = { expectedJson: [{ pointer: "/Token", equals: "x" }] };
    const seen = await ask([url], changes);
    expect(seen).toMatchObject([{ json: [{ pointer: "/Token", asExpected: false }] }]);
    expect(shown([url], seen, changes)).not.toContain(SECRET);
  });

  it("redirects to another port, whose body is not JSON and must not be shown", async () => {
    const url = await body((_, response) => void response.end(SECRET));
    const changes = { expectedJson: [{ pointer: "/a", equals: "x" }] };
    expect(shown([url], await ask([url], changes), changes)).not.toContain(SECRET);
  });

  it("redirects to another port, to get the headers there", async () => {
    const heard: (string | undefined)[] = [];
    const url = await body(({ headers }, response) => {
      heard.push(headers.authorization);
      response.end();
    });
    await ask([url]);
    expect(heard).toEqual([undefined]);
  });

  it("redirects through another port back to itself, to show its body under a name of its own", async () => {
    const home: number = await serve((request, response) => {
      if (request.url === "/") response.writeHead(302, { location: `http://127.0.0.1:${away}/` }).end();
      else response.end("its own body");
    });
    const away = await serve((_, response) => {
      response.writeHead(302, { location: `http://127.0.0.1:${home}/back` }).end(SECRET);
    });
    const [seen] = await ask([`http://127.0.0.1:${home}/`]);
    expect(seen).toMatchObject({ body: "its own body" });
  });

  it.each(["gzip", "deflate", "br"] as const)("compresses its body a thousandfold with %s", async (coding) => {
    const { brotliCompressSync, deflateSync } = await import("node:zlib");
    const bomb = { gzip: gzipSync, deflate: deflateSync, br: brotliCompressSync }[coding](Buffer.alloc(50_000_000));
    const port = await serve((_, response) => {
      response.writeHead(200, { "content-encoding": coding }).end(bomb);
    });
    const changes = { expectedJson: [{ pointer: "/a", equals: "x" }] };
    const [seen] = await ask([`http://127.0.0.1:${port}/`], changes);
    expect(seen).toMatchObject({ trouble: { code: "body-too-long" } });
  });

  it("sends a header of 100 KB", async () => {
    const port = await serve((_, response) => void response.writeHead(200, { "x-long": "x".repeat(100_000) }).end());
    expect(await ask([`http://127.0.0.1:${port}/`])).toMatchObject([{ trouble: { code: "not-http" } }]);
  });

  it("never ends its body", async () => {
    const port = await serve((_, response) => {
      response.writeHead(200);
      const more = () => void (response.destroyed || response.write("x".repeat(65_536), more));
      more();
    });
    const [seen] = await ask([`http://127.0.0.1:${port}/`]);
    expect(seen).toMatchObject({ status: 200 });
    expect(seen?.body?.length).toBeLessThanOrEqual(500);
  });
});

describe("the owner of a name", () => {
  it("lets a link-local address answer for a name that health-url uses", async () => {
    const { openReach } = await import("../../packages/untrusted/src/address.ts");
    const found = [{ address: "169.254.169.254" }];
    expect(openReach(new URL("http://app.example/")).usable(new URL("https://app.example/"), found)).toHaveProperty(
      "problem",
    );
  });

  it("answers with loopback next to the internet", async () => {
    const { openReach } = await import("../../packages/untrusted/src/address.ts");
    const found = [{ address: "203.0.113.9" }, { address: "::1" }, { address: "127.0.0.1" }];
    const { addresses } = openReach(new URL("http://app.example/")).usable(new URL("https://app.example/"), found);
    expect(addresses).toEqual([{ address: "203.0.113.9" }]);
  });
});

it("still follows redirects within loopback and to all of its addresses", async () => {
  const there = await serve((_, response) => void response.end());
  const six = (await hasIpv6()) ? await serve((_, response) => void response.end(), "::1") : there;
  for (const to of [`http://localhost:${there}/`, `http://127.0.0.1:${there}/`, `http://localhost:${six}/`]) {
    const port = await serve((_, response) => void response.writeHead(302, { location: to }).end());
    expect(await ask([`http://127.0.0.1:${port}/`])).toMatchObject([{ status: 200 }]);
  }
});
