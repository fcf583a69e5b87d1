// One `docker push` into the tee, two real registries behind it.
import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, it } from "vitest";
import { engine } from "../../../test/engine/index.ts";
import { connect, openTee, type Place, publish, survey, type Tee, type Transfer } from "../src/index.ts";

const e = engine();
const run = promisify(execFile);
const name = `tee-test/${randomBytes(4).toString("hex")}`;
const local = `${name}:local`;
const quick = { attempts: 2, pauseMs: 50 } as const;

/** A repository through a client that has asked nothing yet. */
const inGhcr = (repository = name): Place => at(e.registries.ghcr, repository);
const inAcr = (repository = name): Place => at(e.registries.acr, repository);
const at = (registry: { host: string; username: string; password: string }, repository: string): Place => ({
  registry: connect({ host: registry.host, credentials: registry, access: "push" }),
  name: repository,
});
/** A registry on a port where nobody listens. */
const dead = (): Place => ({ registry: connect({ host: "127.0.0.1:9", access: "push", ...quick }), name });

const docker = (...args: string[]) =>
  run("docker", args, { env: { ...process.env, DOCKER_CONFIG: e.dockerConfig.loggedIn } });

beforeAll(() => build(local, 3));
afterAll(async () => {
  await docker("image", "rm", "--force", local);
});

/** `layers` layers of 2 MB that do not compress, each with a little that does. */
async function build(tag: string, layers: number): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "tee-test-"));
  try {
    const numbers = Array.from({ length: layers }, (_, at) => at);
    for (const number of numbers) {
      await writeFile(join(folder, `${number}`), Buffer.concat([randomBytes(2_000_000), Buffer.alloc(3_000_000)]));
    }
    const steps = ["FROM scratch", ...numbers.map((number) => `COPY ${number} /${number}`)];
    await writeFile(join(folder, "Dockerfile"), `${steps.join("\n")}\n`);
    await docker("build", "--quiet", "--provenance=false", "--label", e.label, "--tag", tag, folder);
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** What the action does: gives the image the tee's name, pushes with the tee's credentials, takes the name away. */
async function pushInto(tee: Tee, image: string): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "tee-test-"));
  const { username, password } = tee.credentials;
  const host = tee.reference.split("/")[0] ?? "";
  const auths = { [host]: { auth: Buffer.from(`${username}:${password}`).toString("base64") } };
  await docker("tag", image, tee.reference);
  try {
    await writeFile(join(folder, "config.json"), JSON.stringify({ auths }), { mode: 0o600 });
    await run("docker", ["push", tee.reference], { env: { ...process.env, DOCKER_CONFIG: folder } });
  } finally {
    await docker("image", "rm", tee.reference);
    await rm(folder, { recursive: true });
  }
}

async function pushTo(places: readonly Place[], tags: readonly string[], image = local) {
  const log = { info: () => {}, debug: () => {}, warning: () => {} };
  const transfers: Transfer[] = [];
  const watch = (transfer: Transfer): void => void transfers.push(transfer);
  const standings = await survey(places, tags);
  const tee = await openTee({ destinations: places, log, watch });
  try {
    await pushInto(tee, image);
    const received = tee.received();
    return { outcomes: await publish(received, standings, { watch }), digest: received.root.digest, transfers, tee };
  } finally {
    await tee.close();
  }
}

const bytesTo = (transfers: readonly Transfer[], { registry }: Place): number =>
  transfers.reduce(
    (sum, transfer) => sum + (transfer.kind === "moved" && transfer.place.registry === registry ? transfer.bytes : 0),
    0,
  );

it("brings one push to two registries with the digest that docker push gives", async () => {
  const places = [inGhcr(), inAcr()];
  const { outcomes, digest, transfers } = await pushTo(places, ["dev-1", "dev-latest"]);
  expect(outcomes).toMatchObject([
    { status: "pushed", written: ["dev-1", "dev-latest"] },
    { status: "pushed", written: ["dev-1", "dev-latest"] },
  ]);
  for (const place of places) {
    expect(bytesTo(transfers, place)).toBeGreaterThan(6_000_000);
    expect(bytesTo(transfers, place)).toBeLessThan(6_200_000);
    expect(await place.registry.resolveDigest(place.name, "dev-1")).toBe(digest);
    await docker("pull", "--quiet", `${place.registry.host}/${name}@${digest}`);
  }
  const plain = `${e.registries.ghcr.host}/${name}-plain:1`;
  await docker("tag", local, plain);
  const { stdout } = await docker("push", plain);
  expect(stdout).toContain(digest);
  await docker("image", "rm", plain);
});

it("sends nothing the second time", async () => {
  const { outcomes, transfers, tee } = await pushTo([inGhcr(), inAcr()], ["dev-1"]);
  expect(outcomes.map(({ status }) => status)).toEqual(["exists", "exists"]);
  expect(transfers.filter(({ kind }) => kind !== "landed")).toEqual([]);
  expect(tee.seen).toBe(true);
});

it("mounts in one registry what another of its repositories has", async () => {
  const places = [inGhcr(`${name}-a`), inGhcr(`${name}-b`), inAcr(`${name}-a`)];
  const { outcomes } = await pushTo(places, ["dev-1"]);
  expect(outcomes.map(({ status }) => status)).toEqual(["pushed", "pushed", "pushed"]);
  expect(outcomes[1]?.copy).toMatchObject({ mounted: 4, copied: 0 });
});

it("goes on with one registry when the other is dead, and tags neither", async () => {
  const places = [inGhcr(`${name}-alone`), dead()];
  const tee = await openTee({
    destinations: places,
    log: { info: () => {}, debug: () => {}, warning: () => {} },
  });
  try {
    await pushInto(tee, local);
    const received = tee.received();
    const standings = places.map((place) => ({ place, tags: new Map([["dev-1", undefined]]) }));
    const outcomes = await publish(received, standings);
    expect(outcomes).toMatchObject([
      { status: "pushed", written: [] },
      { status: "failed", written: [], error: { reason: "unavailable" } },
    ]);
    const [alone] = places;
    expect(await alone?.registry.resolveDigest(alone.name, received.root.digest)).toBe(received.root.digest);
    expect(await alone?.registry.resolveDigest(alone.name, "dev-1")).toBeUndefined();
  } finally {
    await tee.close();
  }
});
