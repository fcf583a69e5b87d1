// Runs every shipped action that starts programs, in a job whose environment is full of secrets, and returns how each program was called.
// All programs are stand-ins that write down their environment; see recorder.ts.
import { readdirSync, readFileSync } from "node:fs";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DOCKER_ANSWERS, IMAGE } from "./docker-answers.ts";
import { runAction } from "./index.ts";
import { type Call, recorder } from "./recorder.ts";

/** What no program may get, by no action. */
export const OF_THE_RUNNER = {
  ACTIONS_RUNTIME_TOKEN: "planted-runtime-token",
  ACTIONS_RUNTIME_URL: "https://planted.example/runtime",
  ACTIONS_RESULTS_URL: "https://planted.example/results",
  ACTIONS_CACHE_URL: "https://planted.example/cache",
  ACTIONS_CACHE_SERVICE_V2: "planted-cache-service",
  ACTIONS_ID_TOKEN_REQUEST_TOKEN: "planted-id-token",
  ACTIONS_ID_TOKEN_REQUEST_URL: "https://planted.example/id",
  ACTIONS_ORCHESTRATION_ID: "planted-orchestration",
  STATE_token: "planted-state",
};

/** What only the user's own programs may get: secrets of the job, and variables that change what a program does. */
export const OF_THE_JOB = {
  DATABASE_URL: "postgres://planted-user:planted-password@db/app",
  GITHUB_TOKEN: "planted-github-token",
  AWS_SECRET_ACCESS_KEY: "planted-aws-key",
  AZURE_CLIENT_SECRET: "planted-azure-secret",
  NPM_TOKEN: "planted-npm-token",
  VAULT_TOKEN: "planted-vault-token",
  BASH_ENV: "/planted/bash-env",
  ENV: "/planted/env",
  GIT_SSH_COMMAND: "planted-ssh-command",
  GIT_CONFIG_GLOBAL: "/planted/gitconfig",
  PYTHONPATH: "/planted/python",
  LD_LIBRARY_PATH: "/planted/libraries",
  SSLKEYLOGFILE: "/planted/keys",
  COMPOSE_FILE: "/planted/compose.yml",
  COMPOSE_PROFILES: "planted-profile",
  TRIVY_SEVERITY: "planted-severity",
  TRIVY_CONFIG: "/planted/trivy.yaml",
  NODE_OPTIONS: "--max-old-space-size=4096",
  EXPERIMENTAL_BUILDKIT_SOURCE_POLICY: "/planted/source-policy.json",
};

/** What programs need on honest machines. */
export const HONEST = {
  HTTPS_PROXY: "http://proxy.example:3128",
  no_proxy: "localhost",
  SSL_CERT_DIR: "/etc/own-certs",
  LC_ALL: "C.UTF-8",
  TZ: "UTC",
};

const PASSWORD = "planted-registry-password";
const DB_URL = "postgres://u:planted-input-password@db/app";

type Job = { readonly health: string; readonly workspace: string };

/** The actions that start programs, each with inputs that make it start as many as it can. */
const RUNS: Readonly<Record<string, (job: Job) => { action: string; inputs: Readonly<Record<string, string>> }>> = {
  "build-image": () => ({
    action: "build-image",
    inputs: {
      ...{ image: "registry.example/acme/web", "cache-from": "registry.example/acme/web:cache" },
      ...{ "registry-username": "deployer", "registry-password": PASSWORD },
    },
  }),
  "dual-registry-push": () => ({
    action: "dual-registry-push",
    inputs: {
      ...{ image: "app:1", source: "local", registry: "ghcr", "ghcr-image": "127.0.0.1:1/acme/app", tags: "v1" },
      "max-attempts": "1",
      ...{ "ghcr-username": "deployer", "ghcr-token": PASSWORD },
    },
  }),
  migrate: () => ({
    action: "migrate",
    inputs: {
      command: "migrate-tool up",
      "head-command": "migrate-tool head",
      "environment-variables": `DB_URL=${DB_URL}`,
    },
  }),
  "migrate, in a container": () => ({
    action: "migrate",
    inputs: {
      ...{ command: "migrate-tool up", image: IMAGE, "environment-variables": `DB_URL=${DB_URL}` },
      ...{ "registry-username": "deployer", "registry-password": PASSWORD },
    },
  }),
  deploy: ({ health, workspace }) => ({
    action: "deploy",
    inputs: {
      ...{ app: "shop", environment: "prod", images: `web=${IMAGE}`, "health-url": health },
      ...{ "state-dir": join(workspace, "state"), "environment-variables": `DB_URL=${DB_URL}` },
      ...{ "registry-username": "deployer", "registry-password": PASSWORD },
    },
  }),
  rollback: ({ workspace }) => ({
    action: "rollback",
    inputs: { app: "shop", environment: "prod", reason: "a test", "state-dir": join(workspace, "state") },
  }),
  "trivy-fs-scan": () => ({ action: "trivy-fs-scan", inputs: {} }),
  "label-safe-cleanup": () => ({ action: "label-safe-cleanup", inputs: { kinds: "containers, images" } }),
  "health-check": () => ({
    action: "health-check",
    inputs: { "health-url": "http://no-such-host.invalid/", "max-attempts": "1" },
  }),
};

export type Observed = Call & { readonly run: string };

/** Every call of a program by the shipped actions. */
export async function observeChildren(): Promise<Observed[]> {
  const workspace = await mkdtemp(join(tmpdir(), "children-"));
  const server = createServer((_, response) => response.end("ok"));
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const health = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  try {
    await writeFile(join(workspace, "Dockerfile"), "FROM scratch\n");
    await writeFile(join(workspace, "compose.yml"), "services:\n  web:\n    image: web\n");
    await mkdir(join(workspace, "state"), { mode: 0o700 });
    // With a context, so that a temporary docker configuration links to it.
    await mkdir(join(workspace, "home/.docker/contexts"), { recursive: true });
    const observed: Observed[] = [];
    for (const [run, options] of Object.entries(RUNS)) {
      const { action, inputs } = options({ health, workspace });
      observed.push(...(await observe(run, action, inputs, workspace)));
    }
    return observed;
  } finally {
    server.close();
    await rm(workspace, { recursive: true, force: true });
  }
}

async function observe(run: string, action: string, inputs: Readonly<Record<string, string>>, workspace: string) {
  await using programs = await recorder({
    docker: DOCKER_ANSWERS,
    trivy: [{ to: /--version/, stdout: "Version: 0.70.0\n" }],
    "migrate-tool": [{ to: /head/, stdout: "head-1\n" }],
    ...{ git: "real", sh: "real", bash: "real", ln: "real", sha256sum: "real" },
  });
  const lookups = watchLookups();
  const env = { ...OF_THE_RUNNER, ...OF_THE_JOB, ...HONEST, PATH: programs.path };
  await runAction(action, { inputs, env, workspace, home: join(workspace, "home") });
  return [...(await programs.calls()), ...lookups()].map((call) => ({ ...call, run }));
}

/** Node starts itself to look up names, which no stand-in on PATH can see. Linux only. */
function watchLookups(): () => Call[] {
  const found = new Map<string, Call>();
  const processes = () =>
    process.platform === "linux" ? readdirSync("/proc").filter((name) => /^\d+$/.test(name)) : [];
  const before = new Set(processes());
  // As often as possible, because such a process lives for a twentieth of a second.
  const look = () => {
    for (const pid of processes()) if (!before.has(pid) && !found.has(pid)) note(pid, found);
  };
  const timer = setInterval(look, 2);
  return () => {
    clearInterval(timer);
    return [...found.values()];
  };
}

function note(pid: string, found: Map<string, Call>): void {
  try {
    if (!readFileSync(`/proc/${pid}/cmdline`, "utf8").includes('require("node:dns").lookup')) return;
    const entries = readFileSync(`/proc/${pid}/environ`, "utf8").split("\0");
    const env = entries
      .filter((entry) => entry.includes("="))
      .map((entry) => /^([^=]*)=(.*)$/s.exec(entry)?.slice(1, 3));
    found.set(pid, {
      program: "node (looks up a name)",
      argv: [],
      env: Object.fromEntries(env.map((pair) => pair ?? [])),
      stdin: "",
    });
  } catch {
    // It has ended.
  }
}

/** The planted values that a call can see: in its environment, and in its arguments, which every user of the machine can read. */
export function plantedIn(
  { env, argv }: Pick<Call, "env" | "argv">,
  planted: Readonly<Record<string, string>>,
): string[] {
  const inEnvironment = Object.keys(planted).filter((name) => env[name] !== undefined);
  const values = [...Object.values(planted), PASSWORD, "planted-input-password"];
  const inArguments = values.filter((value) => argv.some((argument) => argument.includes(value)));
  return [...inEnvironment, ...inArguments.map((value) => `argument ${value}`)];
}
