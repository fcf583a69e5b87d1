// What an earlier step of the job leaves behind for the shipped actions: variables, and programs that answer with commands for the runner.
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { OF_THE_JOB, OF_THE_RUNNER } from "../harness/children.ts";
import { DOCKER_ANSWERS, IMAGE } from "../harness/docker-answers.ts";
import { runAction } from "../harness/index.ts";
import { recorder } from "../harness/recorder.ts";

let workspace = "";
let health = "";
let requests = 0;
const server = createServer((_, response) => {
  requests += 1;
  response.end("ok");
});
beforeAll(async () => {
  workspace = await mkdtemp(join(tmpdir(), "earlier-step-"));
  await writeFile(join(workspace, "Dockerfile"), "FROM scratch\n");
  await writeFile(join(workspace, "compose.yml"), "services:\n  web:\n    image: web\n");
  await writeFile(join(workspace, "injected.cjs"), `process.stdout.write("injected\\n")`);
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  health = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
});
afterAll(async () => {
  server.close();
  await rm(workspace, { recursive: true, force: true });
});

const inputsOf = (action: string): Record<string, string> => {
  const place = { app: "shop", environment: "prod", "state-dir": join(workspace, "state") };
  const all: Record<string, Record<string, string>> = {
    "health-check": { "health-url": health },
    deploy: { ...place, images: `web=${IMAGE}`, "health-url": health },
    rollback: { ...place, reason: "a test" },
    "dual-registry-push": { image: "app:1", registry: "ghcr", "ghcr-image": "127.0.0.1:1/a/b", tags: "v1" },
  };
  return all[action] ?? {};
};

const DANGERS = [
  ["accepts every certificate", { NODE_TLS_REJECT_UNAUTHORIZED: "0" }, "NODE_EXTRA_CA_CERTS"],
  ["prints the headers of requests", { NODE_DEBUG: "http" }, "NODE_DEBUG"],
  ["prints the headers of requests, by a pattern", { NODE_DEBUG: "ht*,fs" }, "NODE_DEBUG"],
  ["opens the process to a debugger", { NODE_OPTIONS: "--inspect=127.0.0.1:0" }, "--inspect"],
  ["writes down the keys of encrypted connections", { NODE_OPTIONS: "--tls-keylog=/dev/null" }, "--tls-keylog"],
  ["writes down the keys, in another spelling", { NODE_OPTIONS: "--tls_keylog=/dev/null" }, "--tls-keylog"],
] as const;

describe("an earlier step", () => {
  describe.each(["health-check", "deploy", "rollback", "dual-registry-push"])(
    "sets a variable for %s that",
    (action) => {
      it.each(DANGERS)("%s", async (_, env, words) => {
        await using programs = await recorder({ docker: DOCKER_ANSWERS });
        const before = requests;
        const result = await runAction(action, {
          inputs: inputsOf(action),
          env: { ...env, PATH: programs.path },
          workspace,
        });
        expect(result.exitCode, result.log).toBe(1);
        expect(result.annotations[0]?.message).toContain(words);
        expect(result.annotations[0]?.message).toContain("Nothing was started or changed.");
        expect([await programs.calls(), requests - before]).toEqual([[], 0]);
      });
    },
  );

  it.each([
    ["--require", () => `--require ${join(workspace, "injected.cjs")}`],
    ["-r", () => `-r ${join(workspace, "injected.cjs")}`],
    ["--import", () => `--import ${join(workspace, "injected.cjs")}`],
    ["--tls-min-v1.0", () => "--tls-min-v1.0"],
    ["--insecure-http-parser", () => "--insecure-http-parser"],
  ])("changes Node silently with NODE_OPTIONS=%s", async (option, value) => {
    const result = await runAction("health-check", {
      inputs: inputsOf("health-check"),
      env: { NODE_OPTIONS: value() },
    });
    expect(result.annotations).toMatchObject([
      { level: "warning", message: expect.stringContaining(`NODE_OPTIONS with ${option} is set`) },
    ]);
    expect(result.exitCode).toBe(0);
  });

  it.each(["trivy-fs-scan", "migrate", "label-safe-cleanup", "immutable-tag-validator", "build-image"])(
    "switches certificate checks off silently for what %s starts",
    async (action) => {
      const result = await runAction(action, { env: { NODE_TLS_REJECT_UNAUTHORIZED: "0", PATH: "/nonexistent" } });
      expect(result.annotations[0]).toMatchObject({
        level: "warning",
        message: expect.stringContaining("NODE_TLS_REJECT_UNAUTHORIZED"),
      });
    },
  );
});

const HOSTILE_LINES = [
  ["a command", "::add-mask::hostile"],
  ["a command after a carriage return", "x\r::add-mask::hostile"],
  ["a command after blanks", " \t ::add-mask::hostile"],
  ["an old command", "##[add-mask]hostile"],
  ["an old command inside a line", "#5 0.1 ##[add-mask]hostile"],
  ["an annotation", "::error file=a,line=1::hostile"],
  ["an output", "::set-output name=image::hostile"],
  ["the end of all commands", "::stop-commands::hostile"],
] as const;

describe.runIf(process.platform !== "win32")("a tool", () => {
  const build = async (inputs: Readonly<Record<string, string>>, answers: typeof DOCKER_ANSWERS = []) => {
    await using programs = await recorder({ docker: [...answers, ...DOCKER_ANSWERS] });
    const result = await runAction("build-image", {
      inputs: { image: "ghcr.io/acme/web", ...inputs },
      env: { PATH: programs.path },
      workspace,
    });
    return { ...result, calls: await programs.calls() };
  };
  const login = { "registry-username": "deployer", "registry-password": "planted-password" };
  const commands = ({
    commands: issued,
  }: {
    readonly commands: readonly { readonly name: string; readonly data: string }[];
  }) => issued.map(({ name, data }) => `${name} ${data}`).filter((each) => each.includes("hostile"));

  describe("prints during the build", () => {
    it.each(HOSTILE_LINES)("%s", async (_, line) => {
      for (const stream of ["stdout", "stderr"] as const) {
        const result = await build(login, [{ to: /^buildx build/, [stream]: `#1 building\n${line}\n` }]);
        expect(commands(result)).toEqual([]);
        expect(result.masks).toEqual(["planted-password"]);
        expect([result.exitCode, result.outputs.image]).toEqual([0, expect.stringContaining("ghcr.io/acme/web:sha-")]);
      }
    });
  });

  describe("refuses the login with", () => {
    it.each(HOSTILE_LINES)("%s", async (_, line) => {
      const result = await build(login, [{ to: /^login/, stderr: `${line}\n`, code: 1 }]);
      expect(result.exitCode).toBe(1);
      expect(result.masks).toEqual(["planted-password"]);
      expect(result.annotations).toHaveLength(1);
    });
  });

  it("prints the registry's password that it got", async () => {
    const result = await build(login, [{ to: /^buildx build/, stdout: "the password is planted-password\n" }]);
    expect(result.log).not.toContain("planted-password");
    expect(result.stdoutRaw.split("\n")[0]).toBe("::add-mask::planted-password");
    expect(result.stdoutRaw.split("\n").slice(1).join("\n")).not.toContain("planted-password");
  });

  it("reads the registry's password anywhere but on the login's standard input", async () => {
    const { calls } = await build(login);
    const base64 = Buffer.from("deployer:planted-password").toString("base64");
    const having = calls.filter(
      (call) => /planted-password/.test(JSON.stringify(call)) || JSON.stringify(call).includes(base64),
    );
    expect(having.map(({ argv }) => argv[0])).toEqual(["login"]);
    expect(having.map(({ stdin }) => stdin)).toEqual(["planted-password"]);
  });

  it("looks for a login in the docker configuration that the build left behind", async () => {
    const { calls, leftInTemp } = await build(login);
    expect(leftInTemp).toEqual([]);
    expect(calls.find(({ argv }) => argv[1] === "build")?.env.DOCKER_CONFIG).toMatch(/docker-config-/);
  });

  it("prints its whole environment to the log", async () => {
    const folder = await mkdtemp(join(tmpdir(), "dumping-"));
    try {
      await writeFile(join(folder, "docker"), "#!/bin/sh\nenv\nenv >&2\n", { mode: 0o755 });
      for (const action of ["build-image", "label-safe-cleanup"]) {
        const result = await runAction(action, {
          inputs: action === "build-image" ? { image: "ghcr.io/acme/web", ...login } : {},
          env: { ...OF_THE_RUNNER, ...OF_THE_JOB, PATH: `${folder}:${process.env.PATH}` },
          workspace,
          debug: true,
        });
        for (const value of Object.values({ ...OF_THE_RUNNER, ...OF_THE_JOB }))
          expect(result.stdoutRaw + result.stderrRaw + result.summary).not.toContain(value);
      }
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  describe.each(["commit", "image", "context", "file", "target", "version", "registry"])(
    "puts a line break into the input %s, followed by",
    (input) => {
      it.each(HOSTILE_LINES)("%s", async (_, line) => {
        const result = await build({ ...login, [input]: `x\n${line}` });
        expect(result.exitCode).toBe(1);
        expect(result.annotations).toHaveLength(1);
        expect(result.annotations[0]?.message).toContain(`Input \`${input}\``);
        expect(result.masks).toEqual(["planted-password"]);
        expect(result.calls).toEqual([]);
      });
    },
  );
});
