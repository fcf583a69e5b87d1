// The engine, the registries and PostgreSQL really do what tests, demo and bench rely on.

import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { build } from "esbuild";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { engine } from "./index.ts";

const e = engine();
const execute = promisify(execFile);
const name = `da-selftest-${randomBytes(3).toString("hex")}`;
let folder: string;

/** Resolves with stdout; rejects with an error that holds stderr. */
async function docker(argv: readonly string[], config = e.dockerConfig.anonymous): Promise<string> {
  return (await execute("docker", [...argv], { env: { ...process.env, DOCKER_CONFIG: config } })).stdout.trim();
}

async function dockerWithInput(argv: readonly string[], stdin: string, config: string): Promise<string> {
  const running = execute("docker", [...argv], { env: { ...process.env, DOCKER_CONFIG: config } });
  running.child.stdin?.end(stdin);
  return (await running).stdout.trim();
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), `${name}-`));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe("the engine", () => {
  it("runs a container whose published port answers", async () => {
    const script = "mkdir /www && echo hello > /www/index.html && exec httpd -f -p 80 -h /www";
    const options = ["--detach", "--rm", "--init", "--label", e.label, "--publish", "127.0.0.1::80"];
    const id = await docker(["run", ...options, e.tinyImage, "sh", "-c", script]);
    try {
      const port = (await docker(["port", id, "80"])).split(":").at(-1);
      await expect.poll(() => textOf(`http://127.0.0.1:${port}/`), { timeout: 10_000 }).toBe("hello\n");
    } finally {
      await docker(["rm", "--force", id]);
    }
  });

  it("builds on the base image, without a login, an image that runs the pinned Node", async () => {
    await writeFile(
      join(folder, "Dockerfile"),
      `FROM ${e.baseImage}\nRUN echo built > /built\nCMD ["node", "--version"]\n`,
    );
    await docker(["buildx", "build", "--quiet", "--load", "--label", e.label, "--tag", name, folder]);
    try {
      expect(await docker(["run", "--rm", "--label", e.label, name])).toBe(process.version);
      expect(await docker(["run", "--rm", "--label", e.label, name, "cat", "/built"])).toBe("built");
    } finally {
      await docker(["image", "rm", "--force", name]);
    }
  });

  it("brings a compose project up, waits for its health check and resolves its names", async () => {
    const project = `${e.projectPrefix}${name}`;
    await writeFile(join(folder, "compose.yml"), composeFile());
    const compose = ["compose", "--project-name", project, "--file", join(folder, "compose.yml")];
    try {
      await docker([...compose, "up", "--detach", "--wait"]);
      expect(await docker([...compose, "exec", "--no-TTY", "asker", "wget", "-qO-", "http://web/"])).toBe("up");
    } finally {
      await docker([...compose, "down", "--volumes"]);
    }
  });
});

describe.each(["ghcr", "acr"] as const)("the %s stand-in", (which) => {
  const registry = e.registries[which];
  const image = `${registry.host}/${name}/app:1`;

  it("refuses access without a login, and a wrong password", async () => {
    await docker(["tag", e.tinyImage, image]);
    const login = ["login", registry.host, "--username", registry.username, "--password-stdin"];
    try {
      await expect(docker(["push", image])).rejects.toThrow(/denied|no basic auth credentials|unauthorized/i);
      await expect(dockerWithInput(login, "wrong", join(folder, "wrong"))).rejects.toThrow(/denied|unauthorized/i);
    } finally {
      await docker(["image", "rm", image]);
    }
  });

  it("accepts an image after a login, and returns it by digest", async () => {
    const config = join(folder, `login-${which}`);
    const login = ["login", registry.host, "--username", registry.username, "--password-stdin"];
    await dockerWithInput(login, registry.password, config);
    await docker(["tag", e.tinyImage, image]);
    const pushed = await docker(["push", image], config);
    const digest = /sha256:[0-9a-f]{64}/.exec(pushed)?.[0] ?? "no digest";
    await docker(["image", "rm", image]);
    const pinned = `${registry.host}/${name}/app@${digest}`;
    await docker(["pull", "--quiet", pinned], config);
    expect(await docker(["image", "inspect", "--format", "{{.Id}}", pinned])).toBe(
      await docker(["image", "inspect", "--format", "{{.Id}}", e.tinyImage]),
    );
    await docker(["image", "rm", pinned]);
  });
});

describe("PostgreSQL", () => {
  beforeAll(async () => {
    const entryPoints = [join(import.meta.dirname, "fixtures/log-in.mjs")];
    const format = { bundle: true, platform: "node" as const, format: "cjs" as const, external: ["pg-native"] };
    await build({ entryPoints, outfile: join(folder, "log-in.cjs"), ...format });
    await chmod(folder, 0o755); // a container mounts it
  });

  it.each(e.postgres.databases)(
    "lets a container on its own network into %s, only with the password",
    async (database) => {
      const network = `${name}-${database}`;
      await docker(["network", "create", "--label", e.label, network]);
      try {
        const url = e.postgres.url(database, "containers");
        expect(await logInFrom(network, url)).toBe(`logged in to ${database}`);
        expect(await logInFrom(network, url.replace(e.postgres.password, "wrong"))).toMatch(
          /password authentication failed/,
        );
      } finally {
        await docker(["network", "rm", network]);
      }
    },
  );
});

function logInFrom(network: string, url: string): Promise<string> {
  const options = ["--rm", "--label", e.label, "--network", network, "--volume", `${folder}:/check:ro`];
  return docker(["run", ...options, e.baseImage, "node", "/check/log-in.cjs", url]);
}

async function textOf(url: string): Promise<string | undefined> {
  return fetch(url).then(
    (response) => response.text(),
    () => undefined,
  );
}

function composeFile(): string {
  const [key, value] = e.label.split("=");
  const service = { image: e.tinyImage, init: true, labels: { [key ?? ""]: value } };
  const serve = "mkdir /www && printf up > /www/index.html && exec httpd -f -p 80 -h /www";
  const healthcheck = { test: ["CMD", "wget", "-qO-", "http://127.0.0.1/"], interval: "1s", retries: 20 };
  const web = { ...service, command: ["sh", "-c", serve], healthcheck };
  return JSON.stringify({ services: { web, asker: { ...service, command: ["sleep", "600"] } } });
}
