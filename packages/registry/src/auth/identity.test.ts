// Passwords and tokens with a registry that checks them: GHCR's flow, ACR's with a user, Basic.
import { describe, expect, it } from "vitest";
import { fakeClock } from "../../test/fake-clock.ts";
import { scriptedServer } from "../../test/scripted-server.ts";
import { type TokenWorld, tokenWorld } from "../../test/token-server/index.ts";
import { DIGEST } from "../../test/token-server/registry-front.ts";
import { connect, type Registry } from "../client/registry.ts";
import type { RegistryError } from "../http/error.ts";
import { checkWrite } from "../upload/requests.ts";
import type { Login } from "./credentials.ts";

const quick = { attempts: 3, pauseMs: 1, timeoutMs: 2000, clock: fakeClock(), access: "push" } as const;

function as(
  world: TokenWorld,
  where: "ghcr" | "acr",
  name: string,
  changes: { password?: string; masked?: string[] } = {},
): Registry {
  const desk = where === "ghcr" ? world.ghcrDesk : world.acrDesk;
  const { password = desk.users[name] ?? "", masked = [] } = changes;
  const mask = (secret: string): void => void masked.push(secret);
  return connect({ host: world[where].host, credentials: { username: name, password }, mask, ...quick });
}

const failure = (work: Promise<unknown>): Promise<RegistryError> =>
  work.then(
    () => {
      throw new Error("it succeeded");
    },
    (error) => error,
  );

const asked = (world: TokenWorld): string[] =>
  world.exchanges.map(({ heard, answer }) => `${heard.method} ${heard.url.pathname} ${answer.status}`);

describe("GHCR", () => {
  it("requests a token with Basic, the service and the scope, and nothing else", async () => {
    await using world = await tokenWorld();
    const masked: string[] = [];
    expect(await as(world, "ghcr", "octocat", { masked }).resolveDigest("acme/app", "t")).toBe(DIGEST);
    expect(asked(world)).toEqual(["GET /v2/ 401", "GET /token 200", "HEAD /v2/acme/app/manifests/t 200"]);
    const [, token] = world.exchanges;
    expect([...(token?.heard.url.searchParams ?? [])]).toEqual([
      ["service", "ghcr.io"],
      ["scope", "repository:acme/app:pull,push"],
    ]);
    const password = world.ghcrDesk.users.octocat ?? "";
    const basic = Buffer.from(`octocat:${password}`).toString("base64");
    expect(token?.heard.headers.authorization).toBe(`Basic ${basic}`);
    const given = String(world.exchanges[2]?.heard.headers.authorization).replace("Bearer ", "");
    expect(masked).toEqual([password, basic, given]);
  });

  it("shares one token per repository among simultaneous requests", async () => {
    await using world = await tokenWorld();
    const registry = as(world, "ghcr", "octocat");
    await Promise.all(["a", "b"].flatMap((name) => [1, 2, 3, 4].map((tag) => registry.resolveDigest(name, `${tag}`))));
    expect(asked(world).filter((line) => line.startsWith("GET /token"))).toHaveLength(2);
  });

  it("requests another token when one is refused before it expires", async () => {
    const script = (lives: number[]) => {
      let issued = 0;
      return {
        issued: () => issued,
        answer: ({ path, headers }: { path: string; headers: NodeJS.Dict<string | string[]> }) => {
          if (path.startsWith("/token")) return { status: 200, body: JSON.stringify({ token: `opaque-${++issued}` }) };
          const nth = Number(/opaque-(\d+)/.exec(String(headers.authorization))?.[1] ?? 0);
          const left = lives[nth - 1] ?? 0;
          if (nth > 0) lives[nth - 1] = left - 1;
          if (left > 0) return { status: 200, headers: { "docker-content-digest": DIGEST } };
          return { status: 401, headers: { "www-authenticate": `Bearer realm="http://${headers.host}/token"` } };
        },
      };
    };
    const twoUses = script([2, 9]);
    await using server = await scriptedServer(twoUses.answer);
    const registry = connect({ host: server.host, credentials: { username: "u", password: "p" }, ...quick });
    for (const tag of ["1", "2", "3", "4"]) expect(await registry.resolveDigest("a", tag)).toBe(DIGEST);
    expect(twoUses.issued()).toBe(2);
  });

  it("says whose credentials were refused", async () => {
    await using world = await tokenWorld();
    const error = await failure(
      as(world, "ghcr", "octocat", { password: "wr0ng-pass" }).resolveDigest("acme/app", "t"),
    );
    expect(error).toMatchObject({ reason: "unauthorized", status: 401 });
    expect(error.message).toContain('refused to issue a token to "octocat"');
    expect(`${error.message}${error.next}${error.stack}`).not.toContain("wr0ng-pass");
  });
});

describe("ACR", () => {
  it("issues a token for a password", async () => {
    await using world = await tokenWorld();
    expect(await as(world, "acr", "acme-admin").resolveDigest("app", "t")).toBe(DIGEST);
    expect(asked(world)).toEqual(["GET /v2/ 401", "GET /oauth2/token 200", "HEAD /v2/app/manifests/t 200"]);
  });

  it("says which access the token lacks if pushing is not allowed", async () => {
    await using world = await tokenWorld();
    world.acrDesk.allowed = (_, action) => action === "pull";
    const registry = as(world, "acr", "acme-admin");
    expect(await registry.resolveDigest("app", "t")).toBe(DIGEST);
    const error = await failure(checkWrite({ registry, name: "app" }));
    expect(error).toMatchObject({ reason: "denied", status: 401 });
    expect(error.message).toContain("its token for app allows pull but not push.");
  });
});

it("only sends a refresh token to the registry's own host", async () => {
  const login: Login = { who: "x", refreshToken: async () => "refresh", forget: () => {} };
  await using thief = await scriptedServer(() => ({ status: 200, body: JSON.stringify({ access_token: "t" }) }));
  await using server = await scriptedServer(() => ({
    status: 401,
    headers: { "www-authenticate": `Bearer realm="http://${thief.host}/token",service="x"` },
  }));
  const error = await failure(connect({ host: server.host, credentials: login, ...quick }).resolveDigest("a", "t"));
  expect(error.message).toContain("which is another host");
  expect(thief.heard).toEqual([]);
});

it("does not follow a token service that redirects a refresh token", async () => {
  const login: Login = { who: "x", refreshToken: async () => "refresh", forget: () => {} };
  await using thief = await scriptedServer(() => ({ status: 200, body: JSON.stringify({ access_token: "t" }) }));
  await using server = await scriptedServer(({ path, headers }) =>
    path.startsWith("/oauth2")
      ? { status: 307, headers: { location: `http://${thief.host}/` } }
      : { status: 401, headers: { "www-authenticate": `Bearer realm="http://${headers.host}/oauth2/token"` } },
  );
  const error = await failure(connect({ host: server.host, credentials: login, ...quick }).resolveDigest("a", "t"));
  expect(error).toMatchObject({ status: 307 });
  expect(thief.heard).toEqual([]);
});

it("does not use Basic without a password", async () => {
  const login: Login = { who: "x", refreshToken: async () => "refresh", forget: () => {} };
  await using server = await scriptedServer(() => ({
    status: 401,
    headers: { "www-authenticate": 'Basic realm="r"' },
  }));
  expect(
    await failure(connect({ host: server.host, credentials: login, ...quick }).resolveDigest("a", "t")),
  ).toMatchObject({
    reason: "unauthorized",
  });
  expect(server.heard.filter(({ headers }) => headers.authorization !== undefined)).toEqual([]);
});

describe("a registry that tells strangers that what they may not see does not exist", () => {
  const credentials = { username: "u", password: "p" };
  const basic = `Basic ${btoa("u:p")}`;
  const known = { status: 200, headers: { "docker-content-digest": DIGEST } };
  const bearer = (host: string | undefined) => ({ "www-authenticate": `Bearer realm="http://${host}/token"` });

  it.each([
    ["asks for a token at /v2/", 401, {}, "Bearer t"],
    ["lets everybody look at /v2/", 200, undefined, basic],
    ["has no /v2/", 404, undefined, basic],
    ["keeps /v2/ to itself", 403, undefined, basic],
    ["wants a login that is not known here", 401, { "www-authenticate": "Negotiate" }, basic],
    ["asks for a password at /v2/", 401, { "www-authenticate": 'Basic realm="r"' }, basic],
  ])("and %s is told who asks from the first request on", async (_, status, challenge, expected) => {
    await using server = await scriptedServer(({ path, headers }) => {
      if (path === "/v2/") {
        return { status, headers: challenge === undefined ? {} : { ...bearer(headers.host), ...challenge } };
      }
      if (path.startsWith("/token")) return { status: 200, body: JSON.stringify({ token: "t" }) };
      return headers.authorization === expected ? known : { status: 404 };
    });
    const registry = connect({ host: server.host, credentials, ...quick });
    expect(await Promise.all(["t", "u"].map((tag) => registry.resolveDigest("a", tag)))).toEqual([DIGEST, DIGEST]);
    const paths = server.heard.map(({ path }) => path);
    expect(paths.filter((path) => path === "/v2/")).toHaveLength(1);
    expect(server.heard.filter(({ path, headers }) => path.startsWith("/v2/a") && !headers.authorization)).toEqual([]);
  });

  it("and does not accept the password directly is asked for a token", async () => {
    await using server = await scriptedServer(({ path, headers }) => {
      if (path === "/v2/") return { status: 200 };
      if (path.startsWith("/token")) return { status: 200, body: JSON.stringify({ token: "t" }) };
      return headers.authorization === "Bearer t" ? known : { status: 401, headers: bearer(headers.host) };
    });
    const registry = connect({ host: server.host, credentials, ...quick });
    expect(await registry.resolveDigest("a", "t")).toBe(DIGEST);
  });

  it("and is busy at /v2/ is asked again", async () => {
    let asked = 0;
    await using server = await scriptedServer(({ path }) => {
      if (path !== "/v2/") return known;
      return { status: ++asked < 3 ? 503 : 200, headers: { "retry-after": "0" } };
    });
    const registry = connect({ host: server.host, credentials, ...quick });
    expect(await registry.resolveDigest("a", "t")).toBe(DIGEST);
    expect(asked).toBe(3);
  });

  it("gets no request to /v2/ without credentials", async () => {
    await using server = await scriptedServer(() => known);
    expect(await connect({ host: server.host, ...quick }).resolveDigest("a", "t")).toBe(DIGEST);
    expect(server.heard.map(({ path }) => path)).toEqual(["/v2/a/manifests/t"]);
  });
});

it("does not trust a 404 if the token says that it does not allow pulling", async () => {
  const tokenOf = (access: unknown) =>
    ["{}", JSON.stringify({ access }), "x"].map((part) => Buffer.from(part).toString("base64url")).join(".");
  let token = "";
  await using server = await scriptedServer(({ path, headers }) => {
    if (path.startsWith("/token")) return { status: 200, body: JSON.stringify({ token }) };
    if (headers.authorization !== undefined) return { status: 404 };
    return { status: 401, headers: { "www-authenticate": `Bearer realm="http://${headers.host}/token"` } };
  });
  const credentials = { username: "u", password: "p" };
  const look = () => connect({ host: server.host, credentials, ...quick }).resolveDigest("a", "t");
  const app = (name: string, actions: string[]) => ({ type: "repository", name, actions });
  for (const access of [[], [app("a", [])], [app("a", ["push"])]]) {
    token = tokenOf(access);
    const error = await failure(look());
    expect(error).toMatchObject({ reason: "denied", status: 404 });
    expect(error.message).toContain("its token for a allows");
  }
  for (const access of [[app("a", ["pull"])], [app("a", ["*"])], [app("*", ["*"])], undefined]) {
    token = tokenOf(access);
    expect(await look()).toBeUndefined();
  }
});
