// Both of Entra's flows, from the proof to the registry's own token, against services that check every field.
import { describe, expect, it } from "vitest";
import { fakeClock } from "../../test/fake-clock.ts";
import { refused } from "../../test/token-server/entra.ts";
import { type TokenWorld, tokenWorld } from "../../test/token-server/index.ts";
import { DIGEST } from "../../test/token-server/registry-front.ts";
import type { Answer, Heard } from "../../test/token-server/service.ts";
import { connect, type Registry } from "../client/registry.ts";
import type { RegistryError } from "../http/error.ts";
import { azureCloud } from "./cloud.ts";
import type { EntraIdentity } from "./credentials.ts";
import { type EntraOptions, entraIdentity } from "./entra-identity.ts";
import { githubProof, secretProof } from "./proof.ts";

const quick = { attempts: 3, pauseMs: 1, timeoutMs: 60_000 } as const;

/** A job: an identity, the Azure registry opened with it, and every secret that was masked. */
function jobIn(world: TokenWorld, changes: Partial<EntraOptions> = {}) {
  const masked: string[] = [];
  const mask = (secret: string): void => void masked.push(secret);
  const { tenant, client } = world.directory;
  const cloud = azureCloud("AzureCloud", { authority: world.entra.origin });
  const proof = githubProof(world.idTokenRequest, undefined);
  const identity = entraIdentity({ tenant, client, cloud, proof, mask, clock: world.clock, ...quick, ...changes });
  return { identity, masked, registry: open(world, identity, mask), mask };
}

const open = (world: TokenWorld, credentials: EntraIdentity, mask: (secret: string) => void): Registry =>
  connect({ host: world.acr.host, access: "push", credentials, mask, clock: world.clock, ...quick });

const failure = (work: Promise<unknown>): Promise<RegistryError> =>
  work.then(
    () => {
      throw new Error("it succeeded");
    },
    (error) => error,
  );

const asked = (world: TokenWorld): string[] =>
  world.exchanges.map(
    ({ service, heard, answer }) => `${service} ${heard.method} ${heard.url.pathname} ${answer.status}`,
  );
const count = (world: TokenWorld, path: string): number =>
  world.exchanges.filter(({ heard }) => heard.url.pathname === path).length;
const formOf = (world: TokenWorld, service: string, path: RegExp): Record<string, string> => {
  const found = world.exchanges.find((one) => one.service === service && path.test(one.heard.url.pathname));
  return Object.fromEntries(new URLSearchParams(found?.heard.body));
};

/** Every secret that was sent. */
function secretsOf({ exchanges, directory, job }: TokenWorld): string[] {
  const sent = exchanges.flatMap(({ heard, answer }) => {
    const form = new URLSearchParams(heard.body);
    const body = answer.body !== null && typeof answer.body === "object" ? Object.entries(answer.body) : [];
    const answered = body.flatMap(([name, value]) => (/token$|^value$/.test(name) ? [String(value)] : []));
    return [
      ...["client_assertion", "client_secret", "access_token", "refresh_token"].flatMap((name) => form.getAll(name)),
      ...answered,
    ];
  });
  const used = exchanges.some(({ heard }) => heard.body.includes(directory.secret)) ? [directory.secret] : [];
  return [...new Set([...sent, ...used, job.requestToken])];
}

describe("by GitHub's ID token", () => {
  it("sends requests to GitHub, Entra and the registry in turn, with exactly the documented fields", async () => {
    await using world = await tokenWorld({ clock: fakeClock() });
    const { registry } = jobIn(world);
    expect(await registry.resolveDigest("app", "t")).toBe(DIGEST);
    const { tenant, client } = world.directory;
    expect(asked(world)).toEqual([
      "ACR GET /v2/ 401",
      "GitHub GET /runs/7/idtoken 200",
      `Entra POST /${tenant}/oauth2/v2.0/token 200`,
      "ACR POST /oauth2/exchange 200",
      "ACR POST /oauth2/token 200",
      "ACR HEAD /v2/app/manifests/t 200",
    ]);
    expect(world.exchanges[1]?.heard.url.search).toBe("?api-version=2.0&audience=api%3A%2F%2FAzureADTokenExchange");
    expect(formOf(world, "Entra", /token$/)).toEqual({
      grant_type: "client_credentials",
      client_id: client,
      scope: "https://containerregistry.azure.net/.default",
      client_assertion_type: "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
      client_assertion: expect.stringMatching(/^[\w-]+\.[\w-]+\.[\w-]+$/),
    });
    expect(formOf(world, "ACR", /exchange$/)).toEqual({
      grant_type: "access_token",
      service: world.acr.host,
      tenant,
      access_token: expect.stringMatching(/^[\w-]+\.[\w-]+\.[\w-]+$/),
    });
    expect(formOf(world, "ACR", /oauth2\/token$/)).toEqual({
      grant_type: "refresh_token",
      service: world.acr.host,
      scope: "repository:app:pull,push",
      refresh_token: expect.stringMatching(/^[\w-]+\.[\w-]+\.[\w-]+$/),
    });
  });

  it("masks every token before it is sent anywhere", async () => {
    await using world = await tokenWorld({ clock: fakeClock() });
    const early: string[] = [];
    const masked = new Set<string>();
    const mask = (secret: string): void => void masked.add(secret);
    const used = (): void => {
      for (const { heard } of world.exchanges) {
        const sent = [
          heard.headers.authorization?.replace(/^\w+ /, "") ?? "",
          ...new URLSearchParams(heard.body).values(),
        ];
        early.push(...sent.filter((value) => /^ey/.test(value) && !masked.has(value)));
      }
    };
    const { identity } = jobIn(world, { mask });
    await open(world, identity, (secret) => {
      used();
      mask(secret);
    }).resolveDigest("app", "t");
    used();
    expect(early).toEqual([]);
    expect([...masked]).toEqual(expect.arrayContaining(secretsOf(world)));
    expect(masked.size).toBe(5);
  });

  it("exchanges once for simultaneous requests, for many repositories, and for two clients of one registry", async () => {
    await using world = await tokenWorld({ clock: fakeClock() });
    const { registry, identity, mask } = jobIn(world);
    const second = open(world, identity, mask);
    const names = ["a", "b", "c"];
    await Promise.all(
      [registry, second].flatMap((one) =>
        names.flatMap((name) => [1, 2, 3].map((t) => one.resolveDigest(name, `${t}`))),
      ),
    );
    expect(count(world, "/runs/7/idtoken")).toBe(1);
    expect(count(world, `/${world.directory.tenant}/oauth2/v2.0/token`)).toBe(1);
    expect(count(world, "/oauth2/exchange")).toBe(1);
    // One for each repository and client, for any number of requests.
    expect(count(world, "/oauth2/token")).toBe(6);
  });

  it("requests a new access token when the old one expires, without another exchange", async () => {
    const clock = fakeClock();
    await using world = await tokenWorld({ clock });
    world.acrDesk.accessLife = 11;
    const { registry } = jobIn(world);
    await registry.resolveDigest("app", "t");
    clock.advance(1100);
    await registry.resolveDigest("app", "t");
    expect(count(world, "/oauth2/token")).toBe(2);
    expect(count(world, "/oauth2/exchange")).toBe(1);
  });

  it("exchanges again when the refresh token is revoked", async () => {
    await using world = await tokenWorld({ clock: fakeClock() });
    world.acrDesk.accessLife = 1;
    const { registry, identity } = jobIn(world);
    await registry.resolveDigest("app", "t");
    world.acrDesk.withdrawn.add(await identity.refreshToken(world.acr.host));
    expect(await registry.resolveDigest("app", "t")).toBe(DIGEST);
    expect(count(world, "/oauth2/exchange")).toBe(2);
    // Entra's token is still valid.
    expect(count(world, "/runs/7/idtoken")).toBe(1);
  });

  it("retries when one of the three is busy", async () => {
    await using world = await tokenWorld({ clock: fakeClock() });
    const busy = { status: 429, headers: { "retry-after": "0" }, body: {} };
    world.github.instead("/runs/7/idtoken", { status: 503, body: "" });
    world.entra.instead(`/${world.directory.tenant}/oauth2/v2.0/token`, busy);
    world.acr.instead("/oauth2/exchange", busy);
    world.acr.instead("/oauth2/token", busy);
    expect(await jobIn(world).registry.resolveDigest("app", "t")).toBe(DIGEST);
    expect(asked(world).filter((line) => / (?:429|503)$/.test(line))).toHaveLength(4);
  });

  it("gives up on an exchange that stays busy after its attempts, for all callers", async () => {
    await using world = await tokenWorld({ clock: fakeClock() });
    for (let at = 0; at < 9; at++)
      world.acr.instead("/oauth2/exchange", { status: 429, headers: { "retry-after": "0" } });
    const { registry } = jobIn(world);
    const errors = await Promise.all(["a", "b", "c"].map((name) => failure(registry.resolveDigest(name, "t"))));
    expect(errors.map(({ reason, status }) => [reason, status])).toEqual(Array(3).fill(["rate-limited", 429]));
    expect(count(world, "/oauth2/exchange")).toBe(3);
  });

  it("falls back to the resource manager's scope if the cloud or the registry does not accept the other", async () => {
    await using cloudless = await tokenWorld({ clock: fakeClock() });
    cloudless.directory.scopes = ["https://management.azure.com/.default"];
    expect(await jobIn(cloudless).registry.resolveDigest("app", "t")).toBe(DIGEST);
    expect(
      asked(cloudless)
        .filter((line) => line.startsWith("Entra"))
        .map((line) => line.slice(-3)),
    ).toEqual(["400", "200"]);

    await using old = await tokenWorld({ clock: fakeClock() });
    old.acrDesk.audiences = ["https://management.azure.com"];
    expect(await jobIn(old).registry.resolveDigest("app", "t")).toBe(DIGEST);
    expect(
      asked(old)
        .filter((line) => line.includes("exchange"))
        .map((line) => line.slice(-3)),
    ).toEqual(["401", "200"]);
  });
});

describe("by the application's secret", () => {
  it("only sends the secret to Entra", async () => {
    await using world = await tokenWorld({ clock: fakeClock() });
    const { registry, masked } = jobIn(world, { proof: secretProof(world.directory.secret) });
    expect(await registry.resolveDigest("app", "t")).toBe(DIGEST);
    expect(formOf(world, "Entra", /token$/)).toEqual({
      grant_type: "client_credentials",
      client_id: world.directory.client,
      scope: "https://containerregistry.azure.net/.default",
      client_secret: world.directory.secret,
    });
    expect(masked[0]).toBe(world.directory.secret);
    const elsewhere = world.exchanges.filter(({ service }) => service !== "Entra");
    expect(JSON.stringify(elsewhere)).not.toContain(world.directory.secret);
    expect(count(world, "/runs/7/idtoken")).toBe(0);
  });
});

describe("what goes wrong", () => {
  it("prints the ID token's claims and the credential to create if no federated credential matches", async () => {
    await using world = await tokenWorld({ clock: fakeClock() });
    world.job.subject = "repo:acme/shop:environment:prod";
    const error = await failure(jobIn(world).registry.resolveDigest("app", "t"));
    expect(error).toMatchObject({ reason: "unauthorized", status: 401, transient: false });
    expect(error.message).toContain("AADSTS700213");
    expect(error.message).not.toContain("Trace ID");
    expect(error.message).toContain(
      'The ID token has issuer "https://token.actions.githubusercontent.com", subject "repo:acme/shop:environment:prod", audience "api://AzureADTokenExchange".',
    );
    expect(error.next).toContain(`az ad app federated-credential create --id ${world.directory.client}`);
    expect(error.next).toContain(
      `'{"name":"repo-acme-shop-environment-prod","issuer":"https://token.actions.githubusercontent.com","subject":"repo:acme/shop:environment:prod","audiences":["api://AzureADTokenExchange"]}'`,
    );
    expect(error.next).toContain("has an `environment`");
  });

  it("says what is missing if the job may not have an ID token", async () => {
    await using world = await tokenWorld({ clock: fakeClock() });
    const plain = await failure(
      jobIn(world, { proof: githubProof(undefined, undefined) }).registry.resolveDigest("a", "t"),
    );
    expect(plain).toMatchObject({
      reason: "unauthorized",
      next: expect.stringContaining("permissions: id-token: write"),
    });
    const fork = await failure(
      jobIn(world, { proof: githubProof(undefined, "fork") }).registry.resolveDigest("a", "t"),
    );
    expect(fork.next).toMatch(/pull request from a fork/);
    expect(asked(world)).toEqual(Array(2).fill("ACR GET /v2/ 401"));
  });

  it.each([
    [7000215, 401, "invalid_client", /secret's value/],
    [7000222, 401, "invalid_client", /has expired/],
    [700016, 400, "unauthorized_client", /client ID and the tenant ID/],
    [90002, 400, "invalid_request", /no tenant/],
    [53003, 400, "invalid_grant", /conditional access/],
    [7000229, 401, "unauthorized_client", /az ad sp create/],
    [700024, 401, "invalid_client", /clock/],
    [99, 400, "invalid_request", /error\?code=99/],
  ])("decodes AADSTS%i", async (code, status, error, next) => {
    await using world = await tokenWorld({ clock: fakeClock() });
    const { registry } = jobIn(world, { proof: secretProof(world.directory.secret) });
    world.entra.instead(`/${world.directory.tenant}/oauth2/v2.0/token`, refused(status, error, code, "Entra says so."));
    const found = await failure(registry.resolveDigest("app", "t"));
    expect(found).toMatchObject({ reason: "unauthorized", next: expect.stringMatching(next) });
    expect(found.message).toContain(`(HTTP ${status}: AADSTS${code}: Entra says so).`);
    expect(found.next).not.toMatch(/[@%]/);
  });

  it("says by how much the clock is wrong", async () => {
    await using world = await tokenWorld({ clock: fakeClock() });
    const answer = refused(401, "invalid_client", 700024, "Client assertion is not within its valid time range.");
    const date = new Date(world.clock.date().getTime() - 600_000).toUTCString();
    world.entra.instead(`/${world.directory.tenant}/oauth2/v2.0/token`, { ...answer, headers: { date } });
    const { message } = await failure(jobIn(world).registry.resolveDigest("app", "t"));
    expect(message).toMatch(/clock is 600 s ahead of Entra's/);
  });

  it("explains roles, and tokens for the resource manager, if the registry rejects the token", async () => {
    await using world = await tokenWorld({ clock: fakeClock() });
    world.acrDesk.audiences = [];
    const error = await failure(jobIn(world).registry.resolveDigest("app", "t"));
    expect(error).toMatchObject({ reason: "unauthorized", status: 401, next: expect.stringContaining("AcrPush") });
    expect(error.next).toContain("Container Registry Repository Writer");
    expect(error.next).not.toContain("authentication-as-arm");
    expect(count(world, "/oauth2/exchange")).toBe(2);

    world.directory.scopes = ["https://management.azure.com/.default"];
    const onlyArm = await failure(jobIn(world).registry.resolveDigest("app", "t"));
    expect(onlyArm.next).toContain("az acr config authentication-as-arm show");
  });

  it("sends no Entra token to a host that is not an Azure registry", async () => {
    await using world = await tokenWorld({ clock: fakeClock() });
    const { tenant, client } = world.directory;
    const proof = githubProof(world.idTokenRequest, undefined);
    const { identity } = jobIn(world, { tenant, client, proof, cloud: azureCloud("AzureCloud") });
    expect((await failure(identity.refreshToken("acme.azurecr.io.example"))).message).toContain(
      "is not a registry of this Azure cloud",
    );
    expect(world.exchanges).toEqual([]);
  });

  it.each(["http://login.example", "ftp://127.0.0.1", "login example"])("sends nothing to %j", async (authority) => {
    await using world = await tokenWorld({ clock: fakeClock() });
    const { identity } = jobIn(world, { cloud: azureCloud("AzureCloud", { authority }) });
    expect((await failure(identity.refreshToken("acme.example"))).message).toBe(
      `"${authority}" is not a valid Entra authority.`,
    );
    expect(world.exchanges).toEqual([]);
  });

  it("accepts an authority that is only a host, and one with a path", async () => {
    await using world = await tokenWorld({ clock: fakeClock() });
    const found = async (authority: string): Promise<string> =>
      (
        await failure(
          jobIn(world, { cloud: azureCloud("AzureCloud", { authority }), attempts: 1 }).identity.refreshToken(
            "a.example",
          ),
        )
      ).message;
    expect(await found(world.entra.host)).toMatch(/does not speak TLS/);
    await found(`${world.entra.origin}/adfs/`);
    expect(world.exchanges.at(-1)?.heard.url.pathname).toBe(`/adfs/${world.directory.tenant}/oauth2/v2.0/token`);
  });

  it("says that a registry without an exchange is not an Azure registry", async () => {
    await using world = await tokenWorld({ clock: fakeClock() });
    world.acr.instead("/oauth2/exchange", { status: 404, body: "" });
    expect(await failure(jobIn(world).registry.resolveDigest("app", "t"))).toMatchObject({
      reason: "rejected",
      next: expect.stringContaining("is an Azure container registry"),
    });
  });

  it.each(["/runs/7/idtoken", "/TENANT/oauth2/v2.0/token", "/oauth2/exchange", "/oauth2/token"])(
    "repeats no secret in an error, even if %s does",
    async (template) => {
      await using world = await tokenWorld({ clock: fakeClock() });
      world.directory.secret = "a secret+with/what=a form&encodes";
      const path = template.replace("TENANT", world.directory.tenant);
      const heard: string[] = [];
      const echo = ({ body, headers }: Heard): Answer => {
        const values = [...new URLSearchParams(body).values()].filter((value) => /^ey|secret/.test(value));
        heard.push(...values, headers.authorization?.replace(/^bearer /i, "") ?? "");
        return {
          status: 400,
          body: `${body} ${decodeURIComponent(body)} ${headers.authorization} ${values.join(" ")}`,
        };
      };
      for (const service of [world.github, world.entra, world.acr]) service.instead(path, echo);
      const github = githubProof(world.idTokenRequest, undefined);
      const proof = template.startsWith("/TENANT") ? secretProof(world.directory.secret) : github;
      const error = await failure(jobIn(world, { proof }).registry.resolveDigest("app", "t"));
      const text = `${error.message} ${error.state} ${error.next} ${error.stack}`;
      expect(text).toContain("***");
      expect(heard.join("").length).toBeGreaterThan(30);
      // Not even the start of one.
      expect(heard.filter((secret) => secret !== "" && text.includes(secret.slice(0, 12)))).toEqual([]);
    },
  );

  it("stops when the step is cancelled", async () => {
    await using world = await tokenWorld({ clock: fakeClock() });
    world.acr.instead("/oauth2/exchange", { status: 429, headers: { "retry-after": "60" } });
    const cancel = new AbortController();
    const clock = fakeClock({ onSleep: () => cancel.abort(new Error("cancelled by the runner")) });
    const { identity } = jobIn(world, { signal: cancel.signal, clock });
    expect((await failure(identity.refreshToken(world.acr.host))).message).toBe("cancelled by the runner");
  });
});
