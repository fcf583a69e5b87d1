// Both logins with real registries, which check the tokens themselves, and docker's own client beside ours: what it takes
// from the token services of ours shows that they speak as registries do.
import { execFile, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type DockerRegistry, startDockerRegistry } from "../../../test/engine/docker-registry.ts";
import { engine } from "../../../test/engine/index.ts";
import {
  azureCloud,
  checkWrite,
  connect,
  copyImage,
  entraIdentity,
  githubProof,
  type Repository,
} from "../src/index.ts";
import { repositorySource } from "../src/source/repository.ts";
import { type TokenWorld, tokenWorld } from "./token-server/index.ts";

const e = engine();
const run = promisify(execFile);
const name = `shop/${randomBytes(4).toString("hex")}`;
let world: TokenWorld;
let folder: string;
const registries: Partial<Record<"acr" | "ghcr", DockerRegistry>> = {};

const docker = (...args: string[]) =>
  run("docker", args, { env: { ...process.env, DOCKER_CONFIG: join(folder, "docker") } });

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "token-flows-"));
  const hostOf = (which: "acr" | "ghcr") => () => registries[which]?.host ?? "";
  world = await tokenWorld({ acr: hostOf("acr"), ghcr: hostOf("ghcr") });
  await start("acr", `${world.acr.origin}/oauth2/token`);
  await start("ghcr", `${world.ghcr.origin}/token`);
  await writeFile(join(folder, "noise"), randomBytes(3_000_000));
  await writeFile(join(folder, "Dockerfile"), "FROM scratch\nCOPY noise /noise\n");
  const built = `${world.ghcr.host}/${name}:one`;
  await login(world.ghcr.host, "octocat", world.ghcrDesk.users.octocat ?? "");
  // By the session's own configuration, which has the builder.
  await run("docker", ["build", "--quiet", "--provenance=false", "--label", e.label, "--tag", built, folder]);
  await docker("push", "--quiet", built);
});

afterAll(async () => {
  await docker("image", "rm", "--force", `${world.ghcr.host}/${name}:one`);
  await world[Symbol.asyncDispose]();
  await Promise.all(Object.values(registries).map((registry) => registry.stop()));
  await rm(folder, { recursive: true });
});

async function start(which: "acr" | "ghcr", realm: string): Promise<void> {
  const { issuer, service } = which === "acr" ? world.acrDesk : world.ghcrDesk;
  const certificate = join(folder, `${which}.pem`);
  await writeFile(certificate, (which === "acr" ? world.acrSigner : world.ghcrSigner).certificate);
  const auth = { token: { realm, service, issuer, rootcertbundle: certificate } };
  registries[which] = await startDockerRegistry({ name: `${which} with tokens`, folder: join(folder, which), auth });
}

/** The password by stdin, since other users can read a command line. */
async function login(host: string, username: string, password: string): Promise<void> {
  const child = spawn("docker", ["login", "--username", username, "--password-stdin", host], {
    env: { ...process.env, DOCKER_CONFIG: join(folder, "docker") },
    stdio: ["pipe", "ignore", "ignore"],
  });
  child.stdin.end(password);
  const code = await new Promise((ended) => child.on("close", ended));
  if (code !== 0) throw new Error(`docker login to ${host} ended with ${code}`);
}

function application() {
  const { tenant, client } = world.directory;
  const cloud = azureCloud("AzureCloud", { authority: world.entra.origin });
  const proof = githubProof(world.idTokenRequest, undefined);
  return entraIdentity({ tenant, client, cloud, proof, mask: () => {} });
}

const ghcr = (): Repository => {
  const credentials = { username: "octocat", password: world.ghcrDesk.users.octocat ?? "" };
  return { registry: connect({ host: world.ghcr.host, access: "pull", credentials }), name };
};
const acr = (credentials = application()): Repository => ({
  registry: connect({ host: world.acr.host, access: "push", credentials }),
  name,
});

it("copies an image from a registry with GHCR's tokens into one with ACR's, by one exchange", async () => {
  const from = ghcr();
  const image = await from.registry.getManifest(name, "one");
  const before = world.exchanges.length;
  const to = acr();
  const [copied] = await copyImage(repositorySource(from, image), [to]);
  expect(copied).toMatchObject({ report: { manifests: 1, copied: 2 } });
  expect(copied?.error).toBeUndefined();
  expect(await to.registry.resolveDigest(name, image.digest)).toBe(image.digest);
  const asked = world.exchanges.slice(before).map(({ heard, answer }) => `${heard.url.pathname} ${answer.status}`);
  expect(asked.toSorted()).toEqual(
    [
      "/oauth2/exchange 200",
      "/oauth2/token 200",
      `/${world.directory.tenant}/oauth2/v2.0/token 200`,
      "/runs/7/idtoken 200",
    ].toSorted(),
  );
});

it("gives docker's own client a refresh token it can log in and pull with", async () => {
  const { digest } = await ghcr().registry.getManifest(name, "one");
  const refresh = await application().refreshToken(world.acr.host);
  await login(world.acr.host, "00000000-0000-0000-0000-000000000000", refresh);
  await docker("pull", "--quiet", `${world.acr.host}/${name}@${digest}`);
  await docker("image", "rm", `${world.acr.host}/${name}@${digest}`);
});

it("says which right is missing when the registry refuses an upload", async () => {
  world.acrDesk.allowed = (_, action) => action === "pull";
  try {
    await expect(checkWrite(acr())).rejects.toMatchObject({
      reason: "denied",
      status: 401,
      message: expect.stringContaining(`its token for ${name} allows pull but not push`),
    });
  } finally {
    world.acrDesk.allowed = () => true;
  }
});

it("goes on when the exchange is withdrawn between two requests", async () => {
  const identity = application();
  const first = acr(identity);
  await checkWrite(first);
  world.acrDesk.withdrawn.add(await identity.refreshToken(world.acr.host));
  // Another client with the same identity needs an access token of its own.
  await checkWrite(acr(identity));
});
