// Temporary logins with a real client, a real engine and a registry that requires authentication.
import { cp, mkdir, mkdtemp, readdir, readFile, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseReference } from "@deploy-actions/image";
import { type Command, localTarget } from "@deploy-actions/target";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { z } from "zod";
import { engine } from "../../../test/engine/index.ts";
import { attempt, docker, dockerCommand, engineOf, execute, withCredentials } from "../src/index.ts";

const here = localTarget();
const { registries, tinyImage, dockerHost, dockerConfig } = engine();
const { host, username, password } = registries.acr;
const login = { registry: host, username, password };

let root: string;
let own: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "credentials-"));
  own = join(root, "own");
  await cp(dockerConfig.anonymous, own, { recursive: true, verbatimSymlinks: true });
  await mkdir(join(root, "temp"));
  vi.stubEnv("DOCKER_CONFIG", own);
  vi.stubEnv("RUNNER_TEMP", join(root, "temp"));
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(root, { recursive: true, force: true });
});

it("a push is rejected without a login, succeeds with one, and is rejected again afterwards", async () => {
  const ref = parseReference(`${host}/credentials-test:1`);
  await execute(here, docker.tag(tinyImage, ref));
  try {
    const push = (env: Record<string, string>) => attempt(here, { ...docker.push(ref), env });
    expect((await push({})).stderr).toMatch(/no basic auth|unauthorized|authentication required/);
    expect((await withCredentials(here, [login], push)).code).toBe(0);
    expect((await withCredentials(here, [{ ...login, password: "wrong" }], push)).stderr).toMatch(
      /unauthorized|authentication required/,
    );
    expect((await push({})).code).not.toBe(0);
  } finally {
    await attempt(here, docker.removeImage(`${host}/credentials-test:1`));
  }
  expect(await readdir(join(root, "temp"))).toEqual([]);
  const kept = await readFile(join(own, "config.json"), "utf8").catch(() => "");
  expect(kept).not.toContain(Buffer.from(`${username}:${password}`).toString("base64"));
});

it("the user's plugins and context still work", async () => {
  // The compose plugin next to config.json, where a user without root installs it.
  const info = await execute(here, dockerCommand(["info", "--format", "{{json .ClientInfo.Plugins}}"]));
  const plugin = z
    .array(z.object({ Name: z.string(), Path: z.string() }))
    .parse(JSON.parse(info.stdout))
    .find(({ Name }) => Name === "compose");
  await mkdir(join(own, "cli-plugins"), { recursive: true });
  await symlink(plugin?.Path ?? "", join(own, "cli-plugins", "docker-compose"));
  await rm(join(own, "config.json"));
  const compose = dockerCommand(["compose", "version", "--short"]);
  const version = (await execute(here, compose)).stdout;
  await execute(here, dockerCommand(["context", "create", "other", "--docker", `host=${dockerHost}`]));
  await execute(here, dockerCommand(["context", "use", "other"]));
  vi.stubEnv("DOCKER_HOST", undefined);

  await withCredentials(here, [login], async (env) => {
    expect((await execute(here, { ...compose, env })).stdout).toBe(version);
    expect((await execute(here, dockerCommand(["context", "show"], { env }))).stdout).toBe("other\n");
    const withLogin = { ...here, run: (command: Command) => here.run({ ...command, env }) };
    expect((await engineOf(withLogin)).os).toBe("linux");
  });
});
