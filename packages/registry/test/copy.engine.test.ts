// Copies between two real registries: a docker-built image, and an index of two.
import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, it } from "vitest";
import { engine } from "../../../test/engine/index.ts";
import { digestLike } from "../src/client/manifest.ts";
import { type CopyReport, connect, copyImage, type Manifest, type Registry, type Repository } from "../src/index.ts";
import { repositorySource } from "../src/source/repository.ts";

const e = engine();
const run = promisify(execFile);
const docker = (...args: string[]) =>
  run("docker", args, { env: { ...process.env, DOCKER_CONFIG: e.dockerConfig.loggedIn } });

const open = (registry: { host: string; username: string; password: string }): Registry =>
  connect({ host: registry.host, credentials: registry, access: "push" });
const ghcr = open(e.registries.ghcr);
const acr = open(e.registries.acr);
const name = `registry-test/${randomBytes(4).toString("hex")}`;
const built = ["one", "two"].map((tag) => `${e.registries.ghcr.host}/${name}:${tag}`);

beforeAll(async () => {
  for (const reference of built) await pushNewImage(reference);
});
afterAll(async () => {
  await docker("image", "rm", "--force", ...built);
});

async function pushNewImage(reference: string): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "registry-test-"));
  try {
    // 3 MB that do not compress: more than one chunk travels.
    await writeFile(join(folder, "noise"), randomBytes(3_000_000));
    await writeFile(join(folder, "Dockerfile"), "FROM scratch\nCOPY noise /noise\n");
    await docker("build", "--quiet", "--provenance=false", "--label", e.label, "--tag", reference, folder);
    await docker("push", "--quiet", reference);
  } finally {
    await rm(folder, { recursive: true });
  }
}

it("says what a tag is, and that a missing one is nothing", async () => {
  const digest = await ghcr.resolveDigest(name, "one");
  expect(digest).toMatch(/^sha256:[0-9a-f]{64}$/);
  expect((await ghcr.getManifest(name, "one")).digest).toBe(digest);
  expect(await ghcr.resolveDigest(name, "none")).toBeUndefined();
  expect(await acr.resolveDigest(`${name}/none`, "one")).toBeUndefined();
});

it("copies an image with its digest unchanged, and nothing the second time", async () => {
  const image = await ghcr.getManifest(name, "one");
  const first = await copy({ registry: ghcr, name }, image, { registry: acr, name });
  expect(first).toMatchObject({ manifests: 1, copied: 2, mounted: 0, present: 0 });
  expect(first?.bytes).toBeGreaterThan(3_000_000);
  expect(await acr.resolveDigest(name, image.digest)).toBe(image.digest);
  expect(await copy({ registry: ghcr, name }, image, { registry: acr, name })).toMatchObject({
    manifests: 0,
    copied: 0,
  });
  await docker("pull", "--quiet", `${e.registries.acr.host}/${name}@${image.digest}`);
});

it("carries an index with its children, and mounts layers within a registry", async () => {
  const images = await Promise.all(["one", "two"].map((tag) => ghcr.getManifest(name, tag)));
  const index = indexOf(images);
  await ghcr.putManifest(name, "both", index);

  const across = await copy({ registry: ghcr, name }, index, { registry: acr, name });
  expect(across).toMatchObject({ manifests: 3, copied: 2, present: 2 });
  expect((await acr.getManifest(name, index.digest)).bytes).toEqual(index.bytes);

  const beside = await copy({ registry: acr, name }, index, { registry: acr, name: `${name}-promoted` });
  expect(beside).toMatchObject({ manifests: 3, copied: 0, mounted: 4, bytes: 0 });
  await docker("pull", "--quiet", `${e.registries.acr.host}/${name}-promoted@${index.digest}`);
});

it("is refused without credentials and with wrong ones, and says by whom", async () => {
  const { host, username } = e.registries.ghcr;
  for (const credentials of [undefined, { username, password: "wrong" }]) {
    const stranger = connect({ host, credentials, access: "pull" });
    await expect(stranger.resolveDigest(name, "one")).rejects.toMatchObject({ reason: "unauthorized" });
  }
});

it("tells a missing manifest from a missing right", async () => {
  await expect(ghcr.getManifest(name, "none")).rejects.toMatchObject({ reason: "not-found" });
});

it("is refused an index whose children are missing", async () => {
  const index = indexOf(await Promise.all(["one", "two"].map((tag) => ghcr.getManifest(name, tag))));
  await expect(acr.putManifest(`${name}-empty`, "both", index)).rejects.toMatchObject({
    reason: "rejected",
    status: 400,
  });
});

async function copy(from: Repository, image: Manifest, to: Repository): Promise<CopyReport | undefined> {
  const [copied] = await copyImage(repositorySource(from, image), [to]);
  if (copied?.error !== undefined) throw copied.error;
  return copied?.report;
}

function indexOf(images: readonly Manifest[]): Manifest {
  const mediaType = "application/vnd.oci.image.index.v1+json";
  const manifests = images.map(({ digest, mediaType, bytes }, at) => ({
    mediaType,
    digest,
    size: bytes.byteLength,
    platform: { os: "linux", architecture: at === 0 ? "amd64" : "arm64" },
  }));
  const bytes = new TextEncoder().encode(JSON.stringify({ schemaVersion: 2, mediaType, manifests }));
  return { mediaType, bytes, digest: digestLike("", bytes) };
}
