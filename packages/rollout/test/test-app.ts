// Fixtures for the engine tests of this package: images of a small service, a folder for its ledger, and functions to deploy and roll back.
import { randomBytes } from "node:crypto";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type PinnedImage, parsePinned } from "@deploy-actions/image";
import { Policy } from "@deploy-actions/probe";
import { dockerCommand } from "@deploy-actions/runtime";
import { type Command, localTarget } from "@deploy-actions/target";
import { engine } from "../../../test/engine/index.ts";
import { freePort } from "../../../test/engine/port.ts";
import {
  type DeployRequest,
  deploy,
  type Result,
  type RollbackRequest,
  type RolloutContext,
  rollback,
} from "../src/index.ts";
import { byDigest } from "../src/login.ts";

const e = engine();
const here = localTarget();

export const registry = e.registries.ghcr;
export const SECRET = "hunter2-is-the-secret";

export type Mode = "good" | "bad" | "crash" | "exit-later" | "slow";

/** Builds the service and pushes it. Every build is a distinct image, so that one can be removed without affecting others. */
export async function image(mode: Mode, version: string): Promise<PinnedImage> {
  const tag = `${registry.host}/rollout-test/app:${version}-${randomBytes(4).toString("hex")}`;
  const options = { BASE_IMAGE: e.baseImage, MODE: mode, VERSION: version };
  const args = Object.entries(options).flatMap(([name, value]) => ["--build-arg", `${name}=${value}`]);
  const unique = ["--label", `build=${tag}`, "--label", e.label];
  await docker(
    "build",
    "--quiet",
    "--provenance=false",
    ...args,
    ...unique,
    "--tag",
    tag,
    join(import.meta.dirname, "fixtures", "app"),
  );
  await stdoutOf(dockerCommand(["push", "--quiet", tag], { env: { DOCKER_CONFIG: e.dockerConfig.loggedIn } }));
  const [digest] = JSON.parse(await docker("image", "inspect", "--format", "{{json .RepoDigests}}", tag));
  return parsePinned(digest);
}

/** Removes an image from the engine, but not from the registry. */
export async function removeFromEngine(image: PinnedImage): Promise<void> {
  await docker("rmi", "--force", await docker("image", "inspect", "--format", "{{.Id}}", byDigest(image)));
}

export async function docker(...args: string[]): Promise<string> {
  return stdoutOf(dockerCommand(args));
}

async function stdoutOf(command: Command): Promise<string> {
  const { code, stdout, stderr } = await here.run(command);
  if (code !== 0) throw new Error(`${command.argv.join(" ")}: ${stderr}`);
  return stdout.trim();
}

/** One app in one environment, with its own folder, port and project. */
export class TestApp {
  readonly folder: string;
  readonly port: number;
  readonly app: string;
  readonly logged: string[] = [];

  private constructor(folder: string, port: number) {
    this.folder = folder;
    this.port = port;
    this.app = `${e.projectPrefix}rollout-${randomBytes(3).toString("hex")}`;
  }

  static async open(): Promise<TestApp> {
    const testApp = new TestApp(await mkdtemp(join(tmpdir(), "rollout-test-")), await freePort());
    await testApp.compose();
    return testApp;
  }

  /** Writes the compose file; `more` is added to the service. */
  compose(more = ""): Promise<void> {
    const service = [
      "services:",
      "  web:",
      "    image: app",
      "    init: true",
      "    stop_grace_period: 2s",
      '    ports: ["127.0.0.1:${PORT}:8080"]',
      "    environment: { SECRET: $SECRET }",
      `    labels: [${JSON.stringify(e.label)}]`,
    ];
    return writeFile(join(this.folder, "compose.yml"), `${service.join("\n")}\n${more}`);
  }

  get project(): string {
    return `${this.app}-dev`;
  }

  get stateDir(): string {
    return join(this.folder, "state");
  }

  get ledgerFolder(): string {
    return join(this.stateDir, this.app, "dev");
  }

  context(change: Partial<RolloutContext> = {}): RolloutContext {
    const log = (line: string): void => void this.logged.push(line);
    return {
      target: here,
      location: { stateDir: this.stateDir, app: this.app, environment: "dev" },
      log: { info: log, debug: () => {}, warning: log },
      signal: new AbortController().signal,
      by: { actor: "octocat", commit: "c0ffee" },
      variables: { PORT: String(this.port), SECRET },
      publicVariables: ["PORT"],
      credentials: undefined,
      headers: [],
      dryRun: false,
      ...change,
    };
  }

  policy(change: Partial<Policy> = {}): Policy {
    return Policy.parse({
      urls: [`http://127.0.0.1:${this.port}/health`],
      maxAttempts: 5,
      delaySeconds: 1,
      initialWaitSeconds: 0,
      timeoutSeconds: 2,
      expectedStatus: [{ from: 200, to: 200 }],
      expectedJson: [],
      consecutiveSuccesses: 1,
      followRedirects: 5,
      ...change,
    });
  }

  deploy(
    web: PinnedImage,
    change: Partial<RolloutContext> = {},
    request: Partial<DeployRequest> = {},
  ): Promise<Result> {
    const source = { path: join(this.folder, "compose.yml"), checkout: [], images: { web } };
    return deploy(this.context(change), { source, policy: this.policy(), ...request });
  }

  rollback(request: Partial<RollbackRequest> = {}, change: Partial<RolloutContext> = {}): Promise<Result> {
    return rollback(this.context(change), { to: "previous", reason: "a test asked for it", ...request });
  }

  /** The version that answers now, or why there is no answer. */
  async version(): Promise<string> {
    try {
      const response = await fetch(`http://127.0.0.1:${this.port}/`);
      const { version } = (await response.json()) as { version: string };
      return response.ok ? version : `${version}, bad`;
    } catch {
      return "no answer";
    }
  }

  async containers(): Promise<string[]> {
    const ids = await docker(
      "ps",
      "--all",
      "--quiet",
      "--no-trunc",
      "--filter",
      `label=com.docker.compose.project=${this.project}`,
    );
    return ids.split("\n").filter((id) => id !== "");
  }

  /** The `end` events in the ledger, newest last. */
  async ends(): Promise<{ outcome: string; serving?: string; bad?: string; cancelled?: boolean }[]> {
    const text = await readFile(join(this.ledgerFolder, "ledger.jsonl"), "utf8");
    return text
      .split("\n")
      .filter((line) => line.includes('"event":"end"'))
      .map((line) => JSON.parse(line));
  }

  async close(): Promise<void> {
    const ids = await this.containers();
    if (ids.length > 0) await docker("rm", "--force", "--volumes", ...ids);
    const networks = await docker(
      "network",
      "ls",
      "--quiet",
      "--filter",
      `label=com.docker.compose.project=${this.project}`,
    );
    if (networks !== "") await docker("network", "rm", ...networks.split("\n"));
    await rm(this.folder, { recursive: true, force: true });
  }
}
