// Runs the shipped build-image on a real engine: names, labels, cache, temporary credentials, and expected failures.
import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { engine } from "../../../test/engine/index.ts";
import { runAction } from "../../../test/harness/index.ts";

const run = promisify(execFile);
const { registries, tinyImage, label, dockerConfig } = engine();
const image = `${registries.ghcr.host}/build-image/app`;
let workspace = "";
let commit = "";

beforeAll(async () => {
  workspace = await mkdtemp(join(tmpdir(), "build-image-test-"));
  const dockerfile = `FROM ${tinyImage} AS first\nRUN echo one > /one\nFROM first\nARG COMMIT\nARG GREETING\nRUN echo "$GREETING $COMMIT" > /built\n`;
  await writeFile(join(workspace, "Dockerfile"), dockerfile);
  await git("init", "--quiet");
  await git("add", ".");
  await git("-c", "user.name=T", "-c", "user.email=t@example.com", "commit", "--quiet", "--message", "one");
  commit = (await git("rev-parse", "HEAD")).trim();
});

afterAll(async () => {
  await run("docker", ["image", "rm", `${image}:sha-${commit}`]);
  await rm(workspace, { recursive: true });
});

const git = async (...args: readonly string[]) => (await run("git", ["-C", workspace, ...args])).stdout;

function build(inputs: Readonly<Record<string, string>>, env: Readonly<Record<string, string>> = {}) {
  const { DOCKER_HOST = "", DOCKER_CONFIG = "" } = process.env;
  return runAction("build-image", {
    inputs: { image, commit, labels: label, ...inputs },
    env: { DOCKER_HOST, DOCKER_CONFIG, ...env },
    workspace,
    github: { repository: "acme/app" },
  });
}

describe("build-image", () => {
  it("tags the image with its commit SHA and sets the labels of the OCI image spec", async () => {
    const result = await build({ version: "1.4.0", "build-args": "GREETING=hello; $(touch /tmp/never)" });
    expect(result.exitCode, result.log).toBe(0);
    expect(result.outputs.image).toBe(`${image}:sha-${commit}`);
    const { stdout } = await run("docker", ["image", "inspect", `${image}:sha-${commit}`]);
    const [inspected] = JSON.parse(stdout);
    expect(result.outputs["image-id"]).toBe(inspected.Id);
    expect(inspected.Config.Labels).toMatchObject({
      "org.opencontainers.image.revision": commit,
      "org.opencontainers.image.source": "https://github.com/acme/app",
      "org.opencontainers.image.version": "1.4.0",
      "org.opencontainers.image.created": (await git("show", "--no-patch", "--format=%cI")).trim(),
    });
    const built = await run("docker", ["run", "--rm", "--label", label, `${image}:sha-${commit}`, "cat", "/built"]);
    expect(built.stdout).toBe(`hello; $(touch /tmp/never) ${commit}\n`);
  });

  it("builds the same image for the same commit again", async () => {
    const first = await build({ "build-args": "GREETING=again" });
    await run("docker", ["image", "rm", "--no-prune", `${image}:sha-${commit}`]);
    const second = await build({ "build-args": "GREETING=again" });
    expect(second.outputs["image-id"]).toMatch(/^sha256:/);
    expect(second.outputs["image-id"]).toBe(first.outputs["image-id"]);
  });

  it("uses cached layers of an image in a registry that requires a login, and leaves no login behind", async () => {
    await build({ "build-args": "GREETING=cached" });
    const loggedIn = { env: { ...process.env, DOCKER_CONFIG: dockerConfig.loggedIn } };
    await run("docker", ["tag", `${image}:sha-${commit}`, `${image}:dev-latest`]);
    await run("docker", ["push", "--quiet", `${image}:dev-latest`], loggedIn);
    await run("docker", ["image", "rm", `${image}:dev-latest`]);
    const result = await build({
      "build-args": "GREETING=cached",
      "cache-from": `${image}:dev-latest`,
      "registry-username": registries.ghcr.username,
      "registry-password": registries.ghcr.password,
    });
    expect(result.exitCode, result.log).toBe(0);
    expect(result.log).toMatch(/importing cache manifest from [^\n]*dev-latest\n(?:.*\n)*?#\d+ DONE/);
    expect(result.log).not.toContain(registries.ghcr.password);
    expect(result.leftInTemp).toEqual([]);
  });

  it.each([
    ["a short SHA", { commit: "abc1234" }, "Input `commit` must be a full commit SHA"],
    ["an image name in upper case", { image: "ghcr.io/Acme/app" }, "Input `image` must be an image name in lower case"],
    [
      "an image with a tag",
      { image: "ghcr.io/acme/app:latest" },
      "Input `image` must be an image name in lower case without a tag",
    ],
    ["a missing context", { context: "nowhere" }, "Input `context` is not a folder"],
    ["a missing Dockerfile", { file: "Dockerfile.nowhere" }, "Input `file` is not a file"],
    ["a missing stage", { target: "nowhere" }, "docker buildx build failed"],
    [
      "wrong credentials",
      { "registry-username": "nobody", "registry-password": "wrong-password" },
      "refused the credentials",
    ],
  ])("fails on %s, with the input and the remedy", async (_, inputs, message) => {
    const result = await build(inputs);
    expect(result.exitCode).toBe(1);
    expect(result.annotations.map((annotation) => annotation.message).join("\n")).toContain(message);
    expect(result.annotations.map((annotation) => annotation.message).join("\n")).toContain("Next: ");
    expect(result.leftInTemp).toEqual([]);
  });

  it("fails when no Docker engine answers", async () => {
    const result = await build({}, { DOCKER_HOST: "unix:///nonexistent/docker.sock" });
    expect(result.exitCode).toBe(1);
    expect(result.log).toContain("No Docker engine answers");
  });
});
