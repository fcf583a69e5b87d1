// Images as real programs write them, brought to real registries, and read back by skopeo, which shares no code with ours.
import { execFile, spawn } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import { mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { containerdHost, engine } from "../../../test/engine/index.ts";
import { startOlareg, whyNoOlareg } from "../../../test/engine/olareg.ts";
import { type Skopeo, skopeo } from "../../../test/engine/skopeo.ts";
import { contentsOf } from "../src/client/manifest.ts";
import type { Repository } from "../src/client/registry.ts";
import { connect, publish, readTags } from "../src/index.ts";
import { openImageFile, openImageStream } from "../src/source/image-file.ts";
import type { ImageSource } from "../src/source/image-source.ts";

const withoutOlareg = await whyNoOlareg();
const e = engine();
const run = promisify(execFile);
const name = `source-test/${randomBytes(4).toString("hex")}`;
const graph = { ...process.env, DOCKER_CONFIG: e.dockerConfig.loggedIn };
const containerd = { ...graph, DOCKER_HOST: containerdHost(e) };
const local = `${name}:local`;

let home: string;
let read: Skopeo;
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), "source-test-"));
  read = await skopeo();
  await mkdir(join(home, "context"));
  await writeFile(join(home, "context", "noise"), randomBytes(2_000_000));
  await writeFile(join(home, "context", "zeros"), Buffer.alloc(2_000_000));
  await writeFile(join(home, "context", "Dockerfile"), "FROM scratch\nCOPY noise /noise\nCOPY zeros /zeros\n");
  for (const env of [graph, containerd]) await build(env, ["--load", "--tag", local]);
});
afterAll(async () => {
  for (const env of [graph, containerd]) await docker(env, "image", "rm", "--force", local);
  await rm(home, { recursive: true });
});

async function docker(env: NodeJS.ProcessEnv, ...argv: string[]): Promise<string> {
  return (await run("docker", argv, { env })).stdout.trim();
}
const build = (env: NodeJS.ProcessEnv, argv: readonly string[]) =>
  docker(env, "buildx", "build", "--quiet", "--label", e.label, ...argv, join(home, "context"));
const idOf = (env: NodeJS.ProcessEnv) => docker(env, "image", "inspect", "--format", "{{.Id}}", local);
const open = (path: string, image?: string) => openImageFile(path, { folder: home, image });

function repositories(repository: string): Repository[] {
  return [e.registries.ghcr, e.registries.acr].map((registry) => ({
    registry: connect({ host: registry.host, credentials: registry, access: "push" }),
    name: `${name}/${repository}`,
  }));
}

/** Publishes to both registries, and has skopeo read it back from both, with all its layers. */
async function published(source: ImageSource, repository: string): Promise<string> {
  const tag = "dev-0a1b2c3";
  const outcomes = await publish(source, await readTags(repositories(repository), [tag]));
  await source.close();
  expect(outcomes.map(({ status, error }) => ({ status, error }))).toEqual([
    { status: "pushed" },
    { status: "pushed" },
  ]);
  const manifests = new Set<string>();
  for (const [at, { host }] of [e.registries.ghcr, e.registries.acr].entries()) {
    const image = `${host}/${name}/${repository}:${tag}`;
    const raw = await skopeoOf("inspect", "--raw", `docker://${image}`);
    expect(`sha256:${createHash("sha256").update(raw).digest("hex")}`).toBe(source.root.digest);
    manifests.add(raw);
    const folder = join(home, `${repository}-${at}`);
    await skopeoOf("copy", "--quiet", "--all", "--src-tls-verify=false", `docker://${image}`, `oci:${folder}:read`);
    const back = await open(folder, "read");
    expect(back.root.digest).toBe(source.root.digest);
    await back.close();
  }
  expect(manifests.size).toBe(1);
  return tag;
}

function skopeoOf(command: string, ...argv: string[]): Promise<string> {
  const tls = command === "inspect" ? ["--tls-verify=false"] : [];
  return read([command, ...tls, ...argv], { authFile: join(e.dockerConfig.loggedIn, "config.json") });
}

describe("a layout from BuildKit", () => {
  it("with two platforms and provenance travels whole, from a tar and from a folder", async () => {
    const how = ["--platform", "linux/amd64,linux/arm64", "--provenance=mode=max"];
    await build(containerd, [...how, "--output", `type=oci,dest=${join(home, "multi.tar")}`]);
    await build(containerd, [...how, "--output", `type=oci,tar=false,dest=${join(home, "multi")}`]);
    const source = await open(join(home, "multi.tar"));
    const children = contentsOf(source.root).children;
    expect(children).toHaveLength(4);
    await published(source, "multi");
    await published(await open(join(home, "multi")), "multi-folder");
    for (const { registry, name: repository } of repositories("multi")) {
      for (const { digest } of children) expect(await registry.resolveDigest(repository, digest)).toBe(digest);
    }
  });

  it("of which an engine pulled one platform is published by that platform's digest", async () => {
    const image = `${e.registries.ghcr.host}/${name}/multi:dev-0a1b2c3`;
    await docker(containerd, "pull", "--quiet", image);
    const path = join(home, "part.tar");
    await docker(containerd, "save", "--output", path, image);
    await docker(containerd, "image", "rm", image);
    const failure = await open(path).catch((error: unknown) => error);
    expect(failure).toMatchObject({ reason: "damaged", message: expect.stringContaining("are missing") });
    const [, digest = ""] = /by its digest \((sha256:\w+)/.exec(String(Reflect.get(Object(failure), "next"))) ?? [];
    const source = await open(path, digest);
    expect(source.root.digest).toBe(digest);
    await published(source, "part");
  });
});

describe("docker save", () => {
  it("of an engine with containerd's store keeps the digest that the engine shows", async () => {
    const path = join(home, "containerd.tar");
    await docker(containerd, "save", "--output", path, local);
    const source = await open(path, local);
    expect(source.root.digest).toBe(await idOf(containerd));
    await published(source, "containerd");
  });

  it("of an engine with a graph driver is compressed, keeps its id, and runs where it is pulled", async () => {
    const path = join(home, "graph.tar");
    await docker(graph, "save", "--output", path, local);
    const source = await open(path, local);
    const [config, ...layers] = contentsOf(source.root).blobs;
    expect(config?.digest).toBe(await idOf(graph));
    expect(layers.map(({ mediaType }) => mediaType)).toEqual(Array(2).fill(expect.stringMatching(/tar\+gzip$/)));
    expect(layers.reduce((sum, { size }) => sum + size, 0)).toBeLessThan(2_200_000);
    const tag = await published(source, "graph");
    const pulled = `${e.registries.acr.host}/${name}/graph:${tag}`;
    await docker(graph, "pull", "--quiet", pulled);
    expect(await docker(graph, "image", "inspect", "--format", "{{.Id}}", pulled)).toBe(await idOf(graph));
    await docker(graph, "image", "rm", pulled);
  });

  it("is taken as a stream, without a file that stays", async () => {
    const spooled = await mkdtemp(join(home, "spool-"));
    const { stdout } = spawn("docker", ["save", local], { env: containerd, stdio: ["ignore", "pipe", "inherit"] });
    const source = await openImageStream(stdout, "what docker save wrote", { folder: spooled, image: local });
    expect(await readdir(spooled)).toEqual([]);
    expect(source.root.digest).toBe(await idOf(containerd));
    await published(source, "streamed");
  });

  it("says which images there are when the one asked for is not", async () => {
    const path = join(home, "graph.tar");
    await expect(open(path, "other:1")).rejects.toMatchObject({
      reason: "no-image",
      message: expect.stringContaining(`: docker.io/${local} = local`),
    });
  });
});

describe("what other programs write", () => {
  it("is read: skopeo's docker-archive, the form of docker before 25", async () => {
    const path = join(home, "legacy.tar");
    const from = `docker://${e.registries.ghcr.host}/${name}/graph:dev-0a1b2c3`;
    await skopeoOf("copy", "--quiet", "--src-tls-verify=false", from, `docker-archive:${path}:acme/app:one`);
    const source = await open(path, "acme/app:one");
    expect(contentsOf(source.root).blobs[0]?.digest).toBe(await idOf(graph));
    await published(source, "legacy");
  });

  // On a machine without Go this is a skip that says so; in CI the missing tool is a failure.
  it.skipIf(withoutOlareg !== undefined && !process.env.CI)(
    `is read: skopeo's oci-archive, and the folder in which a registry keeps layouts ${withoutOlareg ?? ""}`,
    async () => {
      const path = join(home, "archive.tar");
      const folder = join(home, "olareg");
      const from = `docker://${e.registries.ghcr.host}/${name}/multi:dev-0a1b2c3`;
      await skopeoOf("copy", "--quiet", "--all", "--src-tls-verify=false", from, `oci-archive:${path}:one`);
      const archived = await open(path, "one");
      const olareg = await startOlareg(folder);
      try {
        const repository: Repository = { registry: connect({ host: olareg.host, access: "push" }), name: "app" };
        const [outcome] = await publish(archived, await readTags([repository], ["one"]));
        expect(outcome).toMatchObject({ status: "pushed" });
      } finally {
        await olareg.stop();
      }
      const kept = await open(join(folder, "app"), "one");
      expect(kept.root.digest).toBe(archived.root.digest);
      await archived.close();
      await published(kept, "kept");
    },
  );
});
