// One `docker push` into the tee, two real registries behind it.
import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, expect, it } from "vitest";
import { startLine } from "../../../test/engine/bandwidth.ts";
import { engine } from "../../../test/engine/index.ts";
import { connect, openTee, publish, type Repository, readTags } from "../src/index.ts";
import { build, bytesTo, dockerFor, pushInto, pushTo, silent } from "./tee-material.ts";

const e = engine();
const docker = dockerFor(e);
const name = `tee-test/${randomBytes(4).toString("hex")}`;
const local = `${name}:local`;

type Access = { readonly host: string; readonly username: string; readonly password: string };
/** A repository through a client that has asked nothing yet. */
const at = (registry: Access, repository = name, options = {}): Repository => ({
  registry: connect({ host: registry.host, credentials: registry, access: "push", ...options }),
  name: repository,
});
const { ghcr, acr } = e.registries;

beforeAll(() => build(docker, e.label, local, 3, 2_000_000));
afterAll(() => docker("image", "rm", "--force", local));

it("brings one push to two registries with the digest that docker push gives", async () => {
  const repositories = [at(ghcr), at(acr)];
  const { outcomes, digest, transfers } = await pushTo(repositories, ["dev-1", "dev-latest"], docker, local);
  expect(outcomes).toMatchObject([
    { status: "pushed", written: ["dev-1", "dev-latest"], copy: { present: 4 } },
    { status: "pushed", written: ["dev-1", "dev-latest"], copy: { present: 4 } },
  ]);
  for (const repository of repositories) {
    expect(bytesTo(transfers, repository)).toBeGreaterThan(6_000_000);
    expect(bytesTo(transfers, repository)).toBeLessThan(6_200_000);
    expect(await repository.registry.resolveDigest(repository.name, "dev-1")).toBe(digest);
    await docker("pull", "--quiet", `${repository.registry.host}/${name}@${digest}`);
  }
  const plain = `${ghcr.host}/${name}-plain:1`;
  await docker("tag", local, plain);
  expect((await docker("push", plain)).stdout).toContain(digest);
  await docker("image", "rm", plain);
});

it("sends nothing the second time", async () => {
  const repositories = [at(ghcr), at(acr)];
  const tagStates = await readTags(repositories, ["dev-1"]);
  const tee = await openTee({ destinations: repositories, log: silent, onTransfer: () => expect.unreachable() });
  await pushInto(tee, docker, local);
  expect(tee.seen).toBe(true);
  const outcomes = await publish(tee.received(), tagStates);
  expect(outcomes.map(({ status, written }) => ({ status, written }))).toEqual([
    { status: "exists", written: [] },
    { status: "exists", written: [] },
  ]);
  await tee.close();
});

it("brings the image to a registry that is new beside one that has it", async () => {
  const repositories = [at(ghcr), at(acr, `${name}-new`)];
  const { outcomes, digest } = await pushTo(repositories, ["dev-1"], docker, local);
  expect(outcomes.map(({ status }) => status)).toEqual(["pushed", "pushed"]);
  expect(await at(acr).registry.resolveDigest(`${name}-new`, "dev-1")).toBe(digest);
});

it("mounts in one registry what another of its repositories has", async () => {
  const repositories = [at(ghcr, `${name}-a`), at(ghcr, `${name}-b`), at(acr, `${name}-a`)];
  const { outcomes } = await pushTo(repositories, ["dev-1"], docker, local);
  expect(outcomes.map(({ status }) => status)).toEqual(["pushed", "pushed", "pushed"]);
  expect(outcomes[1]?.copy).toMatchObject({ mounted: 4, copied: 0 });
});

it("goes on with one registry when the other is dead, and tags neither", async () => {
  const nobody = connect({ host: "127.0.0.1:9", access: "push", attempts: 2, pauseMs: 10 });
  const alone = at(ghcr, `${name}-alone`);
  const { outcomes, digest, tee } = await pushTo([alone, { registry: nobody, name }], ["dev-1"], docker, local);
  expect(outcomes).toMatchObject([
    { status: "pushed", written: [] },
    { status: "failed", written: [], error: { reason: "unavailable" } },
  ]);
  expect(await alone.registry.resolveDigest(alone.name, digest)).toBe(digest);
  expect(await alone.registry.resolveDigest(alone.name, "dev-1")).toBeUndefined();
  expect(tee.error).toBeUndefined();
});

it("tells docker at once when no registry lets it in", async () => {
  const strangers = [at({ ...ghcr, password: "wrong" }), at({ ...acr, password: "wrong" })];
  const tee = await openTee({ destinations: strangers, log: silent });
  await expect(pushInto(tee, docker, local)).rejects.toMatchObject({ stderr: expect.stringMatching(/denied/) });
  expect(tee.error).toMatchObject({ reason: "unauthorized" });
  expect(() => tee.received()).toThrow(expect.objectContaining({ reason: "no-image" }));
  await tee.close();
});

it("goes at the pace of the slower line, at the same time on both", async () => {
  const lines = await Promise.all([startLine(ghcr.host, { mbit: 200 }), startLine(acr.host, { mbit: 20 })]);
  const hosts = lines.map(({ host }) => host);
  const repositories = [
    at({ ...ghcr, host: hosts[0] ?? "" }, `${name}-slow`),
    at({ ...acr, host: hosts[1] ?? "" }, `${name}-slow`),
  ];
  const began = performance.now();
  const { outcomes } = await pushTo(repositories, ["dev-1"], docker, local);
  const seconds = (performance.now() - began) / 1000;
  expect(outcomes.map(({ status }) => status)).toEqual(["pushed", "pushed"]);
  // 6 MB at 20 Mbit/s are 2.4 s; the other line's 0.24 s vanish in them.
  expect(seconds).toBeGreaterThan(2.3);
  expect(seconds).toBeLessThan(6);
  await Promise.all(lines.map((line) => line.stop()));
});
