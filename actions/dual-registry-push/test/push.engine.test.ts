// The shipped bundle with a real engine and two real registries.
import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { promisify } from "node:util";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { z } from "zod";
import { connect, type Registry } from "../../../packages/registry/src/index.ts";
import { forward, type Heard, type Reply, scriptedServer } from "../../../packages/registry/test/scripted-server.ts";
import { engine } from "../../../test/engine/index.ts";
import { type RunOptions, runAction } from "../../../test/harness/index.ts";

const e = engine();
const { ghcr, acr } = e.registries;
const run = promisify(execFile);
const loggedIn = { ...process.env, DOCKER_CONFIG: e.dockerConfig.loggedIn };
const docker = async (...args: string[]) => (await run("docker", args, { env: loggedIn })).stdout.trim();

const open = (registry: typeof ghcr): Registry =>
  connect({ host: registry.host, credentials: registry, access: "push" });
const [inGhcr, inAcr] = [open(ghcr), open(acr)];

const part = `dual-push-${randomBytes(3).toString("hex")}`;
const image = `${part}:build`;
const sha = randomBytes(20).toString("hex");
let name = "";
let count = 0;

beforeAll(() => build(image));
beforeEach(() => {
  // A repository of its own for every test.
  name = `${part}/app-${++count}`;
});
afterAll(async () => {
  const left = await docker("image", "ls", "--quiet", "--filter", `label=part=${part}`);
  if (left !== "") await docker("image", "rm", "--force", ...new Set(left.split("\n")));
});

async function build(tag: string): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "dual-push-"));
  try {
    await writeFile(join(folder, "noise"), randomBytes(400_000));
    await writeFile(join(folder, "Dockerfile"), "FROM scratch\nCOPY noise /noise\n");
    await docker("build", "--quiet", "--label", e.label, "--label", `part=${part}`, "--tag", tag, folder);
  } finally {
    await rm(folder, { recursive: true });
  }
}

const push = (inputs: Record<string, string> = {}, options: RunOptions = {}) =>
  runAction("dual-registry-push", {
    ...options,
    env: { DOCKER_HOST: e.dockerHost, ...options.env },
    inputs: {
      image,
      "ghcr-image": `${ghcr.host}/${name}`,
      "ghcr-username": ghcr.username,
      "ghcr-token": ghcr.password,
      "acr-registry": acr.host,
      "acr-image": name,
      "acr-username": acr.username,
      "acr-password": acr.password,
      tags: `dev-${sha}, dev-latest`,
      "max-attempts": "2",
      ...inputs,
    },
  });

const digests = (tag: string): Promise<(string | undefined)[]> =>
  Promise.all([inGhcr, inAcr].map((registry) => registry.resolveDigest(name, tag)));
/** Names of the images of this file; the engine has those of other tests at the same time. */
const names = async () => {
  const ours = ["--filter", `label=part=${part}`, "--format", "{{.Repository}}:{{.Tag}}"];
  return (await docker("image", "ls", ...ours)).split("\n");
};
/** Names that a push leaves in the engine if it takes nothing away. */
const namesLeft = async () => (await names()).filter((each) => each.endsWith(":tee"));
const Listed = z.object({ tags: z.array(z.string()) });
const tagsIn = (registry: Registry): Promise<string[]> =>
  registry.transport.send(
    {
      method: "GET",
      url: `${registry.path(name)}/tags/list`,
      scopes: [registry.scope(name)],
      expect: [200],
      asked: "list the tags",
    },
    async ({ body }) => Listed.parse(await new Response(Readable.from(body)).json()).tags.toSorted(),
  );
const nowhere = [undefined, undefined];

it("pushes an image to both registries under one digest, leaves nothing behind, and changes nothing the second time", async () => {
  const first = await push();
  expect(first.log).toMatch(/pushed: sha256:/);
  expect(first.exitCode).toBe(0);
  const { digest = "", references = "" } = first.outputs;
  expect(await digests(`dev-${sha}`)).toEqual([digest, digest]);
  expect(await digests("dev-latest")).toEqual([digest, digest]);
  expect(JSON.parse(references)).toEqual(
    [ghcr, acr].map(({ host }) => ({
      registry: host,
      reference: `${host}/${name}@${digest}`,
      tags: [`${host}/${name}:dev-${sha}`, `${host}/${name}:dev-latest`],
      status: "pushed",
    })),
  );
  await docker("pull", "--quiet", `${acr.host}/${name}@${digest}`);
  const plain = `${ghcr.host}/${name}-plain:1`;
  await docker("tag", image, plain);
  expect(await docker("push", plain)).toContain(`digest: ${digest}`);
  await docker("image", "rm", plain);
  for (const registry of [inGhcr, inAcr])
    expect(await tagsIn(registry)).toEqual([`dev-${sha}`, "dev-latest"].toSorted());
  expect(first.summary).toContain(`${ghcr.host}/${name}@${digest}\n${acr.host}/${name}@${digest}`);
  expect(first.summary).toMatch(/2 sent<\/td><td>\d+ kB/);
  expect(first.summary).toContain("is only for caches");
  expect(first.summary).toContain("deploy by the digest instead");
  expect(first.log + first.summary).not.toContain(ghcr.password);
  expect(first.leftInTemp).toEqual([]);
  expect(await namesLeft()).toEqual([]);
  expect(await docker("image", "inspect", "--format", "{{.Id}}", image)).toMatch(/^sha256:/);

  const second = await push();
  expect(second.outputs).toMatchObject({ digest, outcome: "unchanged" });
  expect(JSON.parse(second.outputs.references ?? "").map((each: { status: string }) => each.status)).toEqual([
    "exists",
    "exists",
  ]);
});

it("pushes to one registry only, under no other name than those asked for", async () => {
  const { outputs } = await push({ registry: "acr", tags: "1.2.3" });
  expect(await digests("1.2.3")).toEqual([undefined, outputs.digest]);
  expect(await tagsIn(inAcr)).toEqual(["1.2.3"]);
});

it("pushes an image that has only an id, and does not take it out of the engine", async () => {
  await build(`${part}:nameless`);
  const id = await docker("image", "inspect", "--format", "{{.Id}}", `${part}:nameless`);
  // Another image takes its name.
  await docker("image", "tag", image, `${part}:nameless`);
  const { outputs } = await push({ image: id });
  expect(await digests(`dev-${sha}`)).toEqual([outputs.digest, outputs.digest]);
  expect(await docker("image", "inspect", "--format", "{{.Id}}", id)).toBe(id);
});

it("promotes by digest, without an engine, to the next environment's tag and to a registry that lacks the image", async () => {
  const { outputs } = await push({ registry: "ghcr" });
  const { digest = "" } = outputs;
  const promoted = await push(
    { image: `${ghcr.host}/${name}@${digest}`, tags: `uat-${sha}` },
    { env: { DOCKER_HOST: "unix:///nonexistent.sock" } },
  );
  expect(promoted.outputs).toMatchObject({ digest, outcome: "pushed" });
  expect(await digests(`uat-${sha}`)).toEqual([digest, digest]);
  const byTag = await push({ image: `${acr.host}/${name}:uat-${sha}`, tags: `prod-${sha}`, source: "registry" });
  expect(byTag.outputs.digest).toBe(digest);
  expect(await digests(`prod-${sha}`)).toEqual([digest, digest]);
});

it("refuses to move a tag that carries a commit, and lets a cache tag move", async () => {
  const { outputs } = await push();
  await build(`${part}:other`);
  const refused = await push({ image: `${part}:other` });
  expect(refused.exitCode).toBe(1);
  expect(refused.log).toContain(`:dev-${sha} already points to ${outputs.digest}`);
  expect(refused.log).toContain("Nothing was pushed");
  expect(await digests("dev-latest")).toEqual([outputs.digest, outputs.digest]);

  const moved = await push({ image: `${part}:other`, tags: "dev-latest" });
  expect(moved.outputs.digest).not.toBe(outputs.digest);
  expect(await digests("dev-latest")).toEqual([moved.outputs.digest, moved.outputs.digest]);
  expect(await digests(`dev-${sha}`)).toEqual([outputs.digest, outputs.digest]);
});

it("tells an image in the engine from another of the same name in the registry", async () => {
  const both = `${ghcr.host}/${name}:dev-${sha}`;
  const { outputs } = await push({ registry: "ghcr" });
  await docker("image", "tag", image, both);
  expect((await push({ image: both, tags: `uat-${sha}` })).outputs.digest).toBe(outputs.digest);

  await build(both);
  const unclear = await push({ image: both, tags: `sha-${sha}` });
  expect(unclear.exitCode).toBe(1);
  expect(unclear.log).toContain("source: registry");
  expect((await push({ image: both, tags: `sha-${sha}`, source: "registry" })).outputs.digest).toBe(outputs.digest);
  // What was there under the name is there still.
  expect(await names()).toContain(both);
});

it("says that the image is in neither place", async () => {
  const missing = await push({ image: `${ghcr.host}/${name}:dev-${sha}` });
  expect(missing.exitCode).toBe(1);
  expect(missing.log).toMatch(/There is no image ".*" in the engine or in 127\.0\.0\.1/);
});

it("pushes nothing anywhere when the second registry does not know the user", async () => {
  const { exitCode, log } = await push({ "acr-password": "wrong-password" });
  expect(exitCode).toBe(1);
  expect(log).toContain(`${acr.host} refused to`);
  expect(log).not.toContain("wrong-password");
  expect(await digests(`dev-${sha}`)).toEqual(nowhere);
});

type Fault = (heard: Heard) => Reply | "hang" | undefined;

/** Runs the push with a faulty line to the ACR stand-in: it answers itself, says nothing, or hands the request on. */
async function withFaultyAcr(fault: Fault, inputs: Record<string, string> = {}, options: RunOptions = {}) {
  await using line = await scriptedServer((heard, response) => {
    const reply = fault(heard);
    return reply === "hang" ? undefined : (reply ?? forward(acr.host, heard, response));
  });
  return await push({ "acr-registry": line.host, ...inputs }, options);
}
const busy = { status: 503, headers: { "retry-after": "0" } };

it("sets no tag in either registry when the second fails, and a second run sends only what is missing", async () => {
  const failed = await withFaultyAcr(({ method, path }) =>
    method === "PUT" && path.includes("/blobs/") ? busy : undefined,
  );
  expect(failed.exitCode).toBe(1);
  expect(failed.log).toContain("No tag was changed in any registry");
  expect(failed.summary).toContain("❌ failed");
  expect(failed.summary).toContain(
    `<td><code>${ghcr.host}/${name}</code></td><td><code>dev-${sha}</code></td><td>missing</td>`,
  );
  expect(await digests(`dev-${sha}`)).toEqual(nowhere);
  expect(await namesLeft()).toEqual([]);

  const again = await push();
  expect(again.exitCode).toBe(0);
  const rowOf = ({ host }: typeof ghcr) => again.log.split("\n").find((line) => line.startsWith(`${host}/${name} | `));
  expect(rowOf(ghcr)).toContain("already there | nothing");
  expect(rowOf(acr)).toMatch(/\d sent/);
  expect(await digests(`dev-${sha}`)).toEqual([again.outputs.digest, again.outputs.digest]);
});

it("names the tags that were written when a registry fails at the last moment", async () => {
  const failed = await withFaultyAcr(({ method, path }) =>
    method === "PUT" && path.endsWith("/dev-latest") ? { status: 400, body: "no" } : undefined,
  );
  expect(failed.exitCode).toBe(1);
  expect(failed.log).toContain(`${ghcr.host}/${name}:dev-${sha}`);
  expect(failed.log).toMatch(/This run set these tags to sha256:/);
});

it("gets through a registry that is busy now and then", async () => {
  let requests = 0;
  const { exitCode, outputs } = await withFaultyAcr(() => (++requests % 4 === 0 ? busy : undefined), {
    "max-attempts": "4",
  });
  expect(exitCode).toBe(0);
  expect(await digests(`dev-${sha}`)).toEqual([outputs.digest, outputs.digest]);
});

it("fails when a registry says in the end that the tag is another image", async () => {
  let written = false;
  const { exitCode, log } = await withFaultyAcr(({ method, path }) => {
    if (method === "PUT" && path.endsWith(`/dev-${sha}`)) written = true;
    return written && method === "HEAD" && path.endsWith(`/dev-${sha}`)
      ? { status: 200, headers: { "docker-content-digest": `sha256:${"0".repeat(64)}` } }
      : undefined;
  });
  expect(exitCode).toBe(1);
  expect(log).toContain("Find out what else writes this tag");
});

it("ends at once with the error itself where it meets one that nobody foresaw", async () => {
  // As under a Node that is too old for the bundle.
  const without = "data:text/javascript,delete Promise.withResolvers";
  const { exitCode, log, annotations, leftInTemp } = await push({}, { env: { NODE_OPTIONS: `--import="${without}"` } });
  expect(exitCode).toBe(1);
  expect(annotations.map(({ message }) => message).join()).toContain("Promise.withResolvers is not a function");
  expect(log).not.toContain("Retrying in");
  expect(leftInTemp).toEqual([]);
  expect(await namesLeft()).toEqual([]);
  expect(await digests(`dev-${sha}`)).toEqual(nowhere);
});

it("takes its temporary name and login away when it is cancelled in the middle of a push", async () => {
  // The line to the registry is dead from the first byte of a layer on; our own check before it passes.
  const { conclusion, leftInTemp, log } = await withFaultyAcr(
    ({ method, path }) => (method === "PATCH" || (method === "PUT" && path.includes("/blobs/")) ? "hang" : undefined),
    { registry: "acr" },
    { cancel: { whenLogged: "Pushing sha256:" } },
  );
  expect(conclusion).toBe("cancelled");
  expect(log).toContain("Cancelled (SIGINT)");
  expect(leftInTemp).toEqual([]);
  expect(await namesLeft()).toEqual([]);
});

it("gives up when its whole time is over, and leaves nothing behind", async () => {
  const { conclusion, leftInTemp, log } = await withFaultyAcr(
    ({ method, path }) => (method === "PATCH" || (method === "PUT" && path.includes("/blobs/")) ? "hang" : undefined),
    { "deadline-seconds": "3" },
  );
  expect(conclusion).toBe("failure");
  expect(log).toContain("The push did not finish within 3 s.");
  expect(leftInTemp).toEqual([]);
  expect(await namesLeft()).toEqual([]);
  expect(await digests(`dev-${sha}`)).toEqual(nowhere);
});
