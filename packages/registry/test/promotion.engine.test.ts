// An index with provenance promoted between real registries with all that is attached to it: from one that lists referrers
// itself (olareg) to those that need the fallback tag (Docker's), and back. And what a full disk or a damaged blob leaves.
import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type DockerRegistry, startDockerRegistry } from "../../../test/engine/docker-registry.ts";
import { containerdHost, engine } from "../../../test/engine/index.ts";
import { startOlareg, whyNoOlareg } from "../../../test/engine/olareg.ts";
import { skopeo } from "../../../test/engine/skopeo.ts";
import { contentsOf, type Manifest } from "../src/client/manifest.ts";
import type { Repository } from "../src/client/registry.ts";
import { connect, copyAttached, openImageFile, publish, readTags, repositorySource } from "../src/index.ts";
import { fallbackTag, referrersOf } from "../src/publish/referrers.ts";
import type { ImageSource } from "../src/source/image-source.ts";
import { encodeManifest } from "../src/source/new-manifest.ts";
import { newLayout, TYPES } from "./oci-material.ts";

const withoutOlareg = await whyNoOlareg();
const e = engine();
const run = promisify(execFile);

let home: string;
let olareg: DockerRegistry;
let image: ImageSource;
// On a machine without Go this is a skip that says so; in CI the missing tool is a failure.
describe.skipIf(withoutOlareg !== undefined && !process.env.CI)(`promotion ${withoutOlareg ?? ""}`, () => {
  beforeAll(async () => {
    home = await mkdtemp(join(tmpdir(), "promotion-test-"));
    olareg = await startOlareg(join(home, "olareg"));
    const context = join(home, "context");
    await mkdir(context);
    await writeFile(join(context, "noise"), randomBytes(500_000));
    await writeFile(join(context, "Dockerfile"), "FROM scratch\nCOPY noise /noise\n");
    const how = ["--quiet", "--platform", "linux/amd64,linux/arm64", "--provenance=mode=max"];
    const env = { ...process.env, DOCKER_HOST: containerdHost(e) };
    await run("docker", ["buildx", "build", ...how, "--output", `type=oci,dest=${join(home, "image.tar")}`, context], {
      env,
    });
    image = await openImageFile(join(home, "image.tar"), { folder: home });
  });
  afterAll(async () => {
    await image.close();
    await olareg.stop();
    await rm(home, { recursive: true });
  });

  /** A repository of its own in a registry without logins, in olareg, or in one of the session's. */
  function placeIn(host: string, credentials?: { username: string; password: string }): Repository {
    const name = `promotion-test/${randomBytes(4).toString("hex")}`;
    return { registry: connect({ host, credentials, access: "push", pauseMs: 10 }), name };
  }
  const [ghcr, acr] = [e.registries.ghcr, e.registries.acr];

  async function push(source: ImageSource, ...repositories: Repository[]): Promise<void> {
    const results = await publish(source, await readTags(repositories, ["dev-0a1b2c3"]));
    expect(results.map(({ error }) => error)).toEqual(repositories.map(() => undefined));
  }

  /** Attaches a small artifact, as oras and cosign 3 do. */
  async function attach({ registry, name }: Repository, subject: Manifest, artifactType: string): Promise<Manifest> {
    const layout = await newLayout(await mkdtemp(join(home, "artifact-")));
    const config = await layout.blob("application/vnd.oci.empty.v1+json", "{}");
    const content = await layout.blob("application/octet-stream", randomBytes(500));
    const { digest, mediaType, bytes } = subject;
    const about = { artifactType, subject: { digest, mediaType, size: bytes.byteLength } };
    const manifest = await layout.blob(
      TYPES.manifest,
      JSON.stringify({ schemaVersion: 2, mediaType: TYPES.manifest, ...about, config, layers: [content] }),
    );
    await layout.offer([manifest]);
    const source = await openImageFile(layout.folder, { folder: home });
    const [outcome] = await publish(source, await readTags([{ registry, name }], []));
    expect(outcome?.error).toBeUndefined();
    return source.root;
  }

  describe("what is attached to a promoted index", () => {
    let from: Repository;
    let attached: Record<"signature" | "sbom" | "sbomSignature", Manifest>;
    let child: Manifest;
    beforeAll(async () => {
      from = placeIn(olareg.host);
      await push(image, from);
      child = await image.manifest(contentsOf(image.root).children[0]?.digest ?? "");
      const signature = await attach(from, image.root, "application/vnd.dev.sigstore.bundle.v0.3+json");
      const sbom = await attach(from, child, "application/spdx+json");
      attached = {
        signature,
        sbom,
        sbomSignature: await attach(from, sbom, "application/vnd.dev.sigstore.bundle.v0.3+json"),
      };
      await from.registry.putManifest(from.name, `${fallbackTag(image.root.digest)}.sig`, signature);
    });
    const digestsAt = async (repository: Repository, subject: Manifest) =>
      (await referrersOf(repository, subject.digest)).all.map(({ digest }) => digest);

    it("comes along: to its parts and to what is attached in turn, under tags where a registry lists none, and back", async () => {
      const repositories = [placeIn(ghcr.host, ghcr), placeIn(acr.host, acr)];
      const source = repositorySource(from, await from.registry.getManifest(from.name, image.root.digest));
      const carried = await copyAttached(from, source, repositories);
      await push(source, ...repositories);
      for (const { repository, error, referrers, tags, skippedTags } of carried) {
        expect(error).toBeUndefined();
        expect(new Set(referrers)).toEqual(new Set(Object.values(attached).map(({ digest }) => digest)));
        expect([tags, skippedTags]).toEqual([[`${fallbackTag(image.root.digest)}.sig`], []]);
        expect(await referrersOf(repository, image.root.digest)).toMatchObject({
          listed: "by tag",
          all: [{ digest: attached.signature.digest, artifactType: "application/vnd.dev.sigstore.bundle.v0.3+json" }],
        });
        expect(await digestsAt(repository, child)).toEqual([attached.sbom.digest]);
        expect(await digestsAt(repository, attached.sbom)).toEqual([attached.sbomSignature.digest]);
      }

      const [first] = repositories;
      if (first === undefined) throw new Error("there is no first repository");
      const back = placeIn(olareg.host);
      await copyAttached(first, source, [back]);
      await push(repositorySource(first, image.root), back);
      expect(await referrersOf(back, image.root.digest)).toMatchObject({
        listed: "by registry",
        all: [{ digest: attached.signature.digest }],
      });
      expect(await digestsAt(back, attached.sbom)).toEqual([attached.sbomSignature.digest]);
    });

    it("is added to what the other registry has, and does no more the second time", async () => {
      const repository = placeIn(acr.host, acr);
      await push(image, repository);
      const own = await attach(repository, image.root, "application/vnd.acme.approval");
      const tag = fallbackTag(image.root.digest);
      const { digest, mediaType, bytes } = own;
      const listed = {
        schemaVersion: 2,
        mediaType: TYPES.index,
        manifests: [{ digest, mediaType, size: bytes.byteLength }],
      };
      await repository.registry.putManifest(repository.name, tag, encodeManifest(TYPES.index, listed));
      await repository.registry.putManifest(repository.name, `${tag}.sig`, own);

      const [carried] = await copyAttached(from, image, [repository]);
      expect(carried).toMatchObject({ skippedTags: [`${tag}.sig`], tags: [] });
      expect(await digestsAt(repository, image.root)).toEqual([own.digest, attached.signature.digest]);
      expect(await repository.registry.resolveDigest(repository.name, `${tag}.sig`)).toBe(own.digest);
      const before = await repository.registry.resolveDigest(repository.name, tag);
      await copyAttached(from, image, [repository]);
      expect(await repository.registry.resolveDigest(repository.name, tag)).toBe(before);
    });

    it("that was deleted, though the fallback tag still names it, is passed over", async () => {
      const [dangling, to] = [placeIn(ghcr.host, ghcr), placeIn(acr.host, acr)];
      await push(image, dangling);
      const real = await attach(dangling, image.root, "application/spdx+json");
      const known = { digest: real.digest, mediaType: TYPES.manifest, size: real.bytes.byteLength };
      const listing = encodeManifest(TYPES.index, { schemaVersion: 2, mediaType: TYPES.index, manifests: [known] });
      await dangling.registry.putManifest(dangling.name, fallbackTag(image.root.digest), listing);
      const kept = join(
        e.folder,
        "ghcr/storage/docker/registry/v2/repositories",
        dangling.name,
        "_manifests/revisions",
      );
      await rm(join(kept, real.digest.replace(":", "/")), { recursive: true });
      expect(await digestsAt(dangling, image.root)).toEqual([real.digest]);
      const [carried] = await copyAttached(dangling, image, [to]);
      expect(carried).toMatchObject({ referrers: [] });
      expect(carried?.error).toBeUndefined();
    });
  });

  it("skopeo finds the promoted index whole, with its provenance", async () => {
    const [first, second] = [placeIn(ghcr.host, ghcr), placeIn(acr.host, acr)];
    await push(image, first);
    const began = performance.now();
    await push(repositorySource(first, image.root), second);
    expect(performance.now() - began).toBeLessThan(5000);
    const read = await skopeo();
    const authFile = join(e.dockerConfig.loggedIn, "config.json");
    const at = `docker://${second.registry.host}/${second.name}`;
    const index = JSON.parse(await read(["inspect", "--tls-verify=false", "--raw", `${at}:dev-0a1b2c3`], { authFile }));
    const proofs = index.manifests.filter(
      (each: { annotations?: Record<string, string> }) => each.annotations?.["vnd.docker.reference.type"],
    );
    expect(proofs).toHaveLength(2);
    const statement = await read(["inspect", "--tls-verify=false", "--raw", `${at}@${proofs[0].digest}`], { authFile });
    expect(JSON.parse(statement).layers[0].annotations["in-toto.io/predicate-type"]).toMatch(/slsa\.dev\/provenance/);
  });

  it("a registry whose disk is full fails alone, and no tag is set anywhere", async () => {
    const small = await startDockerRegistry({ name: "small", folder: join(home, "small"), room: 2 });
    try {
      const layout = await newLayout(join(home, "large"));
      await layout.offer([await layout.image([randomBytes(1_500_000), randomBytes(6_000_000)])]);
      const source = await openImageFile(layout.folder, { folder: home });
      const repositories = [placeIn(ghcr.host, ghcr), placeIn(small.host)];
      const results = await publish(source, await readTags(repositories, ["dev-0a1b2c3"]));
      expect(results.map(({ status }) => status)).toEqual(["pushed", "failed"]);
      expect(results[1]?.error).toMatchObject({
        reason: "unavailable",
        next: expect.stringContaining("whether its disk is full"),
      });
      for (const { registry, name } of repositories)
        expect(await registry.resolveDigest(name, "dev-0a1b2c3")).toBeUndefined();
      expect(await repositories[0]?.registry.resolveDigest(repositories[0].name, source.root.digest)).toBe(
        source.root.digest,
      );
    } finally {
      await small.stop();
    }
  });

  it("a blob that is not what its digest says is in no registry afterwards", async () => {
    const layout = await newLayout(join(home, "corrupt"));
    const made = await layout.image([randomBytes(900_000)]);
    await layout.offer([made]);
    const [layer] = made.layers;
    if (layer === undefined) throw new Error("the image has no layer");
    const bytes = await readFile(layout.path(layer.digest));
    bytes[7] = (bytes[7] ?? 0) ^ 0xff;
    await writeFile(layout.path(layer.digest), bytes);
    const repositories = [placeIn(ghcr.host, ghcr), placeIn(acr.host, acr)];
    const source = await openImageFile(layout.folder, { folder: home });
    await expect(publish(source, await readTags(repositories, ["dev-0a1b2c3"]))).rejects.toMatchObject({
      reason: "damaged",
      message: expect.stringContaining(layer.digest),
      next: expect.stringContaining("Write the layout"),
    });
    for (const { registry, name } of repositories) {
      expect(await registry.findBlob(name, layer.digest)).toBeUndefined();
      expect(await registry.resolveDigest(name, "dev-0a1b2c3")).toBeUndefined();
    }
  });
});
