// The shipped bundle in jobs with and without rights: logins by token services that check every request, with real
// registries behind them that check the tokens, and provenance where there is no service to take it.
import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, it } from "vitest";
import { connect } from "../../../packages/registry/src/index.ts";
import { type TokenWorld, tokenWorld } from "../../../packages/registry/test/token-server/index.ts";
import { type DockerRegistry, startDockerRegistry } from "../../../test/engine/docker-registry.ts";
import { engine } from "../../../test/engine/index.ts";
import { type RunOptions, runAction } from "../../../test/harness/index.ts";

const e = engine();
const run = promisify(execFile);
const name = `shop/${randomBytes(4).toString("hex")}`;
const image = `${name.replace("/", "-")}:build`;
const sha = randomBytes(20).toString("hex");
const docker = (...args: string[]) => run("docker", args, { env: { ...process.env, DOCKER_HOST: e.dockerHost } });
let world: TokenWorld;
let folder: string;
const behind: Partial<Record<"acr" | "ghcr", DockerRegistry>> = {};

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "dual-job-"));
  const hostOf = (which: "acr" | "ghcr") => () => behind[which]?.host ?? "";
  world = await tokenWorld({ acr: hostOf("acr"), ghcr: hostOf("ghcr") });
  await start("acr", `${world.acr.origin}/oauth2/token`);
  await start("ghcr", `${world.ghcr.origin}/token`);
  await writeFile(join(folder, "noise"), randomBytes(500_000));
  await writeFile(join(folder, "Dockerfile"), "FROM scratch\nCOPY noise /noise\n");
  await docker("build", "--quiet", "--provenance=false", "--label", e.label, "--tag", image, folder);
});
afterAll(async () => {
  await docker("image", "rm", "--force", image);
  await world[Symbol.asyncDispose]();
  await Promise.all(Object.values(behind).map((registry) => registry.stop()));
  await rm(folder, { recursive: true });
});

async function start(which: "acr" | "ghcr", realm: string): Promise<void> {
  const { issuer, service } = which === "acr" ? world.acrDesk : world.ghcrDesk;
  const certificate = join(folder, `${which}.pem`);
  await writeFile(certificate, (which === "acr" ? world.acrSigner : world.ghcrSigner).certificate);
  const auth = { token: { realm, service, issuer, rootcertbundle: certificate } };
  behind[which] = await startDockerRegistry({ name: `${which} with tokens`, folder: join(folder, which), auth });
}

const mayAsk = () => ({
  ACTIONS_ID_TOKEN_REQUEST_URL: world.idTokenRequest.url,
  ACTIONS_ID_TOKEN_REQUEST_TOKEN: world.idTokenRequest.token,
});

async function push(inputs: Record<string, string> = {}, options: RunOptions = {}) {
  const before = world.exchanges.length;
  const result = await runAction("dual-registry-push", {
    ...options,
    env: { DOCKER_HOST: e.dockerHost, ...options.env },
    inputs: {
      image,
      "ghcr-image": `${world.ghcr.host}/${name}`,
      "ghcr-username": "octocat",
      "ghcr-token": world.ghcrDesk.users.octocat ?? "",
      "acr-image": `${world.acr.host}/${name}`,
      "acr-client-id": world.directory.client,
      "acr-tenant-id": world.directory.tenant,
      "azure-authority": world.entra.origin,
      tags: `dev-${sha}`,
      ...inputs,
    },
  });
  const exchanges = world.exchanges.slice(before);
  const said = result.log + result.summary;
  for (const secret of [world.ghcrDesk.users.octocat ?? "", world.directory.secret, ...tokensIn(exchanges)]) {
    expect(said).not.toContain(secret);
  }
  expect(result.leftInTemp).toEqual([]);
  return { ...result, asked: exchanges.map(({ heard }) => heard.url.pathname) };
}

/** Every token that a service gave away. */
function tokensIn(exchanges: TokenWorld["exchanges"]): string[] {
  return exchanges.flatMap(({ answer }) => JSON.stringify(answer).match(/[\w-]{10,}\.[\w-]{10,}\.[\w-]{10,}/g) ?? []);
}

it("logs in to the Azure registry by the job's ID token, once for all layers, and tells no secret", async () => {
  const { exitCode, log, outputs, asked } = await push({}, { env: mayAsk() });
  expect(log).toMatch(/pushed: sha256:/);
  expect(exitCode).toBe(0);
  const once = ["/runs/7/idtoken", `/${world.directory.tenant}/oauth2/v2.0/token`, "/oauth2/exchange"];
  for (const path of once) expect(asked.filter((each) => each === path)).toHaveLength(1);
  const credentials = { username: "octocat", password: world.ghcrDesk.users.octocat ?? "" };
  const ghcr = connect({ host: world.ghcr.host, access: "pull", credentials });
  expect(await ghcr.resolveDigest(name, `dev-${sha}`)).toBe(outputs.digest);
});

it("logs in by the application's secret", async () => {
  const { exitCode, asked } = await push({ "acr-client-secret": world.directory.secret });
  expect(exitCode).toBe(0);
  expect(asked).not.toContain("/runs/7/idtoken");
  expect(asked).toContain("/oauth2/exchange");
});

it("says which permission the job lacks before anything is sent", async () => {
  const { exitCode, log } = await push();
  expect(exitCode).toBe(1);
  expect(log).toContain("This job may not request an ID token from GitHub");
  expect(log).toContain("permissions: id-token: write");
});

it("prints issuer, subject and audience where the federated credential is another's", async () => {
  const { subject } = world.job;
  Object.assign(world.job, { subject: "repo:acme/shop:environment:prod" });
  try {
    const { exitCode, log } = await push({}, { env: mayAsk() });
    expect(exitCode).toBe(1);
    for (const part of [world.job.issuer, "repo:acme/shop:environment:prod", "api://AzureADTokenExchange"]) {
      expect(log).toContain(part);
    }
    expect(log).toContain("az ad app federated-credential create");
  } finally {
    Object.assign(world.job, { subject });
  }
});

it.each([
  ["the job may not ask for an ID token", {}, /needs `permissions: id-token: write` and `attestations: write`/],
  ["the runner is Forgejo's", { FORGEJO_ACTIONS: "true" }, /only GitHub has an attestation service/],
])("publishes without provenance where %s, and says so once", async (_, env, why) => {
  const { exitCode, log } = await push({ "acr-client-secret": world.directory.secret, provenance: "true" }, { env });
  expect(exitCode).toBe(0);
  expect(log).toMatch(why);
  expect(log.match(/published, without provenance/g)).toHaveLength(1);
});

it("publishes without provenance where GitHub's client is refused, in its words", async () => {
  const { exitCode, log, outputs } = await push({ provenance: "true" }, { env: mayAsk() });
  expect(exitCode).toBe(0);
  expect(outputs.outcome).toBe("unchanged");
  expect(log).toMatch(/The image is published, without provenance: .+ \(the job needs/);
});
