// The shipped bundle with images that the engine cannot push: files, an engine on another machine, an image without a name.
// What was published is read back by skopeo, which shares no code with it.
import { execFile } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import { mkdir, mkdtemp, rm, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, it } from "vitest";
import { connect } from "../../../packages/registry/src/index.ts";
import { containerdHost, engine } from "../../../test/engine/index.ts";
import { startFarEngine } from "../../../test/engine/private-engine.ts";
import { type Skopeo, skopeo } from "../../../test/engine/skopeo.ts";
import { type RunOptions, runAction } from "../../../test/harness/index.ts";

const e = engine();
const { ghcr, acr } = e.registries;
const run = promisify(execFile);
const sha = randomBytes(20).toString("hex");
const part = `dual-source-${randomBytes(3).toString("hex")}`;
const local = `${part}:local`;

let home: string;
let read: Skopeo;
let count = 0;

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), "dual-source-"));
  read = await skopeo();
  await mkdir(join(home, "context"));
  await writeFile(join(home, "context", "noise"), randomBytes(600_000));
  await writeFile(join(home, "context", "Dockerfile"), "FROM scratch\nCOPY noise /noise\n");
  await docker("buildx", "build", "--quiet", "--load", "--provenance=false", "--tag", local, join(home, "context"));
});
afterAll(async () => {
  await docker("image", "rm", "--force", local);
  await rm(home, { recursive: true });
});

const dockerAt = async (host: string, ...args: string[]) =>
  (await run("docker", args, { env: { ...process.env, DOCKER_HOST: host } })).stdout.trim();
const docker = (...args: string[]) => dockerAt(e.dockerHost, ...args);

async function push(image: string, inputs: Record<string, string> = {}, options: RunOptions = {}) {
  const name = `${part}/app-${++count}`;
  const result = await runAction("dual-registry-push", {
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
      tags: `dev-${sha}`,
      ...inputs,
    },
  });
  expect(result.leftInTemp).toEqual([]);
  return { ...result, name };
}

/** The manifest or index under the tag, as skopeo reads it from both registries. */
async function readBack(name: string): Promise<{ digest: string; manifest: { manifests?: unknown[] } }> {
  const authFile = join(e.dockerConfig.loggedIn, "config.json");
  const raw = await Promise.all(
    [ghcr, acr].map(({ host }) =>
      read(["inspect", "--raw", "--tls-verify=false", `docker://${host}/${name}:dev-${sha}`], { authFile }),
    ),
  );
  expect(raw[0]).toBe(raw[1]);
  const [text = ""] = raw;
  return { digest: `sha256:${createHash("sha256").update(text).digest("hex")}`, manifest: JSON.parse(text) };
}

it("publishes a layout with two platforms and their provenance, whole, from a tar and from a folder", async () => {
  const how = ["--platform", "linux/amd64,linux/arm64", "--provenance=mode=max", join(home, "context")];
  const output = `type=oci,dest=${join(home, "multi.tar")}`;
  await dockerAt(containerdHost(e), "buildx", "build", "--quiet", "--output", output, ...how);
  await mkdir(join(home, "multi"));
  await run("tar", ["-xf", join(home, "multi.tar"), "-C", join(home, "multi")]);
  const first = await push(`oci:${join(home, "multi.tar")}`);
  expect(first.log).toMatch(/pushed: sha256:/);
  const { digest, manifest } = await readBack(first.name);
  expect(digest).toBe(first.outputs.digest);
  expect(manifest.manifests).toHaveLength(4);

  const folder = await push("multi", { source: "layout" }, { workspace: home });
  expect(folder.outputs.digest).toBe(digest);
  expect((await readBack(folder.name)).digest).toBe(digest);
});

it("publishes what docker save wrote, by its name", async () => {
  const file = join(home, "saved.tar");
  await docker("save", "--output", file, local, e.tinyImage);
  const { outputs, name, summary } = await push(`docker-archive:${file}:${local}`);
  expect((await readBack(name)).digest).toBe(outputs.digest);
  expect(summary).toContain("2 sent");
  const unnamed = await push(`docker-archive:${file}`);
  expect(unnamed.exitCode).toBe(1);
  expect(unnamed.log).toContain("contains 2 images");
  expect(unnamed.log).toContain(local);
});

it("pushes from an engine with containerd's store the very index that it keeps, provenance included", async () => {
  const env = { DOCKER_HOST: containerdHost(e) };
  const at = (...args: string[]) => dockerAt(env.DOCKER_HOST, ...args);
  await at("buildx", "build", "--quiet", "--load", "--provenance=mode=max", "--tag", local, join(home, "context"));
  try {
    const { outputs, name, log } = await push(local, {}, { env });
    expect(log).toContain("Pushing sha256:");
    const { digest, manifest } = await readBack(name);
    expect(outputs.digest).toBe(digest);
    expect(manifest.manifests).toHaveLength(2);
    expect(await at("image", "inspect", "--format", "{{.Id}}", local)).toBe(digest);
    expect(await at("image", "ls", "--format", "{{.Repository}}:{{.Tag}}")).toBe(local);
  } finally {
    await at("image", "rm", "--force", local);
  }
});

it("has an engine that cannot reach this step's loopback hand the image over by docker save", async () => {
  const far = await startFarEngine(join(home, "far"), `${randomBytes(4).toString("hex")}f`);
  try {
    await docker("save", "--output", join(home, "for-far.tar"), local);
    await dockerAt(far.host, "load", "--quiet", "--input", join(home, "for-far.tar"));
    const { exitCode, log, outputs, name } = await push(local, {}, { env: { DOCKER_HOST: far.host } });
    expect(exitCode).toBe(0);
    expect(log).toContain("The engine cannot reach this step over loopback");
    expect((await readBack(name)).digest).toBe(outputs.digest);
    expect(await dockerAt(far.host, "image", "ls", "--format", "{{.Repository}}:{{.Tag}}")).toBe(local);
    // The second time a registry has the image, which is known by its configuration.
    const inputs = { "ghcr-image": `${ghcr.host}/${name}`, "acr-image": name };
    const again = await push(local, inputs, { env: { DOCKER_HOST: far.host } });
    expect(again.outputs).toMatchObject({ outcome: "unchanged", digest: outputs.digest });
    expect(again.log).not.toContain("docker save");
  } finally {
    await far.stop();
  }
});

it("carries along what refers to a promoted image, if asked", async () => {
  const { outputs, name } = await push(local, { registry: "ghcr" });
  const { digest = "" } = outputs;
  const [from, to] = [ghcr, acr].map((registry) =>
    connect({ host: registry.host, credentials: registry, access: "push" }),
  );
  const image = await from?.getManifest(name, digest);
  const { config } = JSON.parse(new TextDecoder().decode(image?.bytes));
  const subject = { mediaType: image?.mediaType, digest, size: image?.bytes.byteLength };
  const mediaType = "application/vnd.oci.image.manifest.v1+json";
  const put = async (reference: string | undefined, type: string, document: object): Promise<object> => {
    const bytes = new TextEncoder().encode(JSON.stringify({ schemaVersion: 2, mediaType: type, ...document }));
    const own = `sha256:${createHash("sha256").update(bytes).digest("hex")}`;
    await from?.putManifest(name, reference ?? own, { digest: own, mediaType: type, bytes });
    return { mediaType: type, digest: own, size: bytes.byteLength };
  };
  const artifactType = "application/vnd.example.sbom";
  const sbom = await put(undefined, mediaType, { artifactType, config, layers: [], subject });
  const list = "application/vnd.oci.image.index.v1+json";
  await put(digest.replace(":", "-"), list, { manifests: [{ ...sbom, artifactType }] });

  const promote = { registry: "acr", "acr-image": name, tags: `uat-${sha}` };
  await push(`${ghcr.host}/${name}@${digest}`, promote);
  expect(await to?.resolveDigest(name, digest.replace(":", "-"))).toBeUndefined();
  const { log } = await push(`${ghcr.host}/${name}@${digest}`, { ...promote, referrers: "true" });
  expect(log).toContain("1 referrers of the image");
  const carried = await to?.getManifest(name, digest.replace(":", "-"));
  expect(new TextDecoder().decode(carried?.bytes)).toContain(Reflect.get(sbom, "digest"));
});

it("refuses a file that is cut off, and tags nothing", async () => {
  const file = join(home, "cut.tar");
  await docker("save", "--output", file, local);
  await truncate(file, 300_000);
  const { exitCode, log, name } = await push(`docker-archive:${file}`);
  expect(exitCode).toBe(1);
  expect(log).toContain("the tar is truncated");
  expect(log).toContain("Write the layout or archive again");
  await expect(readBack(name)).rejects.toThrow("manifest unknown");
});

it("says that there is no such file", async () => {
  const { exitCode, log } = await push("oci:./nowhere");
  expect(exitCode).toBe(1);
  expect(log).toContain("There is no file or folder ./nowhere.");
});

it("goes on to further registries, with a password of their own and a name in lower case", async () => {
  const name = `${part}/more`;
  const extra = `${acr.host}/${part.toUpperCase()}/Copy`;
  const { exitCode, log, outputs, summary } = await push(local, {
    registry: "ghcr",
    "ghcr-image": `${ghcr.host}/${name}`,
    "extra-registries": extra,
    "extra-credentials": `${acr.host}=${acr.username}:${acr.password}`,
  });
  expect(exitCode).toBe(0);
  expect(log).toContain(`${extra} was changed to ${extra.toLowerCase()}`);
  expect(log + summary).not.toContain(acr.password);
  const references = JSON.parse(outputs.references ?? "").map(({ reference }: { reference: string }) => reference);
  expect(references).toEqual([`${ghcr.host}/${name}@${outputs.digest}`, `${extra.toLowerCase()}@${outputs.digest}`]);
});
