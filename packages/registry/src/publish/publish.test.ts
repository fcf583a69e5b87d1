// Tags after a registry has failed, and write-once tags that other runs write at the same time.
import { createHash } from "node:crypto";
import { expect, it } from "vitest";
import { fakeClock } from "../../test/fake-clock.ts";
import { type Heard, type Reply, scriptedServer } from "../../test/scripted-server.ts";
import type { Manifest } from "../client/manifest.ts";
import { connect } from "../client/registry.ts";
import { repositorySource } from "../source/repository.ts";
import { publish } from "./publish.ts";
import { readTags } from "./tags.ts";

const OCI = "application/vnd.oci.image.manifest.v1+json";
const ONCE = "dev-0a1b2c3";
const OTHER = `sha256:${"0".repeat(64)}`;
const EMPTY = { mediaType: "x", digest: `sha256:${createHash("sha256").update("{}").digest("hex")}`, size: 2 };
const bytes = new TextEncoder().encode(JSON.stringify({ mediaType: OCI, config: EMPTY, layers: [] }));
const digest = `sha256:${createHash("sha256").update(bytes).digest("hex")}`;
const MANIFEST: Manifest = { bytes, digest, mediaType: OCI };

/** A registry with tags that has every blob. `happens` is called with every request first. */
async function registryWith(happens: (heard: Heard, tags: Map<string, string>) => Reply | undefined = () => undefined) {
  const tags = new Map<string, string>();
  const server = await scriptedServer((heard) => {
    const early = happens(heard, tags);
    if (early !== undefined) return early;
    const [, reference = ""] = /\/manifests\/(.+)$/.exec(heard.path) ?? [];
    if (heard.method === "PUT") {
      tags.set(reference, digest);
      return { status: 201 };
    }
    const found = heard.path.includes("/blobs/") ? EMPTY.digest : tags.get(reference);
    return found === undefined ? { status: 404 } : { status: 200, headers: { "docker-content-digest": found } };
  });
  const registry = connect({
    host: server.host,
    access: "push",
    attempts: 2,
    pauseMs: 1,
    timeoutMs: 60_000,
    clock: fakeClock(),
  });
  const written = (): string[] =>
    server.heard.filter(({ method, path }) => method === "PUT" && !path.includes("sha256:")).map(({ path }) => path);
  return { ...server, tags, written, repository: { registry, name: "app" } };
}

/** Another run writes the tag while this one uploads its manifest. */
const writing = (tag: string, to: string) => (heard: Heard, tags: Map<string, string>) => {
  if (isPut(heard)) tags.set(tag, to);
  return undefined;
};

const isPut = ({ method, path }: Heard): boolean => method === "PUT" && path.includes("/manifests/sha256:");

async function publishTo(registries: readonly Awaited<ReturnType<typeof registryWith>>[], tags: readonly string[]) {
  const repositories = registries.map(({ repository }) => repository);
  const states = await readTags(repositories, tags);
  const [first] = repositories;
  if (first === undefined) throw new Error("there is no registry");
  return publish(repositorySource(first, MANIFEST), states);
}

it("reads and writes no tag in any registry if one of them does not take the image", async () => {
  await using good = await registryWith();
  await using broken = await registryWith((heard) => (isPut(heard) ? { status: 403 } : undefined));
  const states = await readTags([good.repository, broken.repository], [ONCE, "dev-latest"]);
  const asked = () =>
    [...good.heard, ...broken.heard].filter(({ path }) => /\/manifests\/(?!sha256:)/.test(path)).length;
  const before = asked();
  const results = await publish(repositorySource(good.repository, MANIFEST), states);
  expect(results.map(({ status, written }) => [status, written])).toEqual([
    ["pushed", []],
    ["failed", []],
  ]);
  expect(asked()).toBe(before);
  expect([...good.tags.keys(), ...broken.tags.keys()].filter((tag) => !tag.startsWith("sha256:"))).toEqual([]);
});

it("writes no further tag in any registry after one of them refused a tag", async () => {
  await using good = await registryWith();
  await using strict = await registryWith(({ method, path }) =>
    method === "PUT" && path.endsWith(ONCE) ? { status: 403 } : undefined,
  );
  const results = await publishTo([good, strict], ["dev-latest", ONCE]);
  expect(results.map(({ status, written }) => [status, written])).toEqual([
    ["pushed", [ONCE]],
    ["failed", []],
  ]);
  expect([...good.tags.keys(), ...strict.tags.keys()].filter((tag) => !tag.startsWith("sha256:"))).toEqual([ONCE]);
});

it("does not overwrite a tag that another run wrote during the upload, in any registry", async () => {
  await using quiet = await registryWith();
  await using raced = await registryWith(writing(ONCE, OTHER));
  const results = await publishTo([quiet, raced], ["dev-latest", ONCE]);
  expect(results.map(({ status }) => status)).toEqual(["pushed", "failed"]);
  expect(results[1]?.error).toMatchObject({ reason: "tag-taken", message: expect.stringContaining(OTHER) });
  expect([...quiet.written(), ...raced.written()]).toEqual([]);
  expect(raced.tags.get(ONCE)).toBe(OTHER);
});

it("reads every write-once tag before writing the first, and each again before writing it", async () => {
  await using early = await registryWith(writing("1.2.3", OTHER));
  expect((await publishTo([early], [ONCE, "1.2.3"]))[0]?.error).toMatchObject({ reason: "tag-taken" });
  expect(early.written()).toEqual([]);

  await using late = await registryWith(({ method, path }, tags) => {
    if (method === "PUT" && path.endsWith(ONCE)) tags.set("1.2.3", OTHER);
    return undefined;
  });
  expect((await publishTo([late], [ONCE, "1.2.3"]))[0]).toMatchObject({
    written: [ONCE],
    error: { reason: "tag-taken" },
  });
  expect(late.tags.get("1.2.3")).toBe(OTHER);
});

it("succeeds if another run wrote the same image in the meantime", async () => {
  await using raced = await registryWith(writing(ONCE, digest));
  expect(await publishTo([raced], [ONCE])).toMatchObject([{ status: "pushed", written: [] }]);
});

it.each([403, 500, 503, 401])("writes no write-once tag if reading it again gets %i", async (status) => {
  let uploaded = false;
  await using unsure = await registryWith((heard) => {
    uploaded ||= isPut(heard);
    return uploaded && heard.path.endsWith(ONCE) && heard.method !== "PUT" ? { status } : undefined;
  });
  expect((await publishTo([unsure], [ONCE]))[0]).toMatchObject({ status: "failed", written: [], error: { status } });
  expect(unsure.written()).toEqual([]);
});

it("overwrites a moving tag that another run wrote in the meantime", async () => {
  await using raced = await registryWith(writing("dev-latest", OTHER));
  expect(await publishTo([raced], ["dev-latest"])).toMatchObject([{ status: "pushed", written: ["dev-latest"] }]);
});

it("succeeds if an immutable tag was written although the response was lost", async () => {
  let puts = 0;
  await using strict = await registryWith(({ method, path }, tags) => {
    if (method !== "PUT" || !path.endsWith(ONCE)) return undefined;
    tags.set(ONCE, digest);
    return puts++ === 0 ? { status: 503 } : { status: 400, body: '{"errors":[{"code":"TAG_INVALID"}]}' };
  });
  expect(await publishTo([strict], [ONCE])).toMatchObject([{ status: "pushed", written: [ONCE] }]);
});

it("says that a tag is immutable if the registry does", async () => {
  await using strict = await registryWith(({ method, path }) =>
    method === "PUT" && path.endsWith("dev-latest")
      ? { status: 400, body: '{"errors":[{"code":"TAG_INVALID","message":"the repository is immutable"}]}' }
      : undefined,
  );
  const [result] = await publishTo([strict], ["dev-latest"]);
  expect(result).toMatchObject({
    status: "failed",
    error: { next: expect.stringContaining("does not allow this tag to be overwritten") },
  });
});
