// What the engine tests of this package stand on: images of a small service that is good or bad, a place for its ledger, and orders to deploy it.
import { randomBytes } from "node:crypto";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type PinnedImage, parsePinned } from "@deploy-actions/image";
import { Policy } from "@deploy-actions/probe";
import { type Command, localTarget } from "@deploy-actions/target";
import { engine } from "../../../test/engine/index.ts";
import { freePort } from "../../../test/engine/port.ts";
import { type DeployOrder, deploy, type Result, type RollbackOrder, rollback, type Setting } from "../src/index.ts";
import { byDigest } from "../src/login.ts";

const e = engine();
const here = localTarget();

export const registry = e.registries.ghcr;
export const SECRET = "hunter2-is-the-secret";

export type Mode = "good" | "bad" | "crash" | "faint" | "slow";

/** Builds the service and pushes it; no two builds share an image, so that one can be removed without another going. */
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
  await ran({ argv: ["docker", "push", "--quiet", tag], env: { DOCKER_CONFIG: e.dockerConfig.loggedIn } });
  const [digest] = JSON.parse(await docker("image", "inspect", "--format", "{{json .RepoDigests}}", tag));
  return parsePinned(digest);
}

/** Takes an image off the engine; the registry still has it. */
export async function forget(image: PinnedImage): Promise<void> {
  await docker("rmi", "--force", await docker("image", "inspect", "--format", "{{.Id}}", byDigest(image)));
}

export async function docker(...args: string[]): Promise<string> {
  return ran({ argv: ["docker", ...args] });
}

async function ran(command: Command): Promise<string> {
  const { code, stdout, stderr } = await here.run(command);
  if (code !== 0) throw new Error(`${command.argv.join(" ")}: ${stderr}`);
  return stdout.trim();
}

/** One app in one environment, with its own folder, port and project. */
export class Stand {
  readonly folder: string;
  readonly port: number;
  readonly app: string;
  readonly said: string[] = [];

  private constructor(folder: string, port: number) {
    this.folder = folder;
    this.port = port;
    this.app = `${e.projectPrefix}rollout-${randomBytes(3).toString("hex")}`;
  }

  static async open(): Promise<Stand> {
    const stand = new Stand(await mkdtemp(join(tmpdir(), "rollout-test-")), await freePort());
    await stand.compose();
    return stand;
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

  setting(change: Partial<Setting> = {}): Setting {
    const say = (line: string): void => void this.said.push(line);
    return {
      target: here,
      place: { stateDir: this.stateDir, app: this.app, environment: "dev" },
      log: { info: say, debug: () => {}, warning: say },
      signal: new AbortController().signal,
      by: { actor: "octocat", commit: "c0ffee" },
      variables: { PORT: String(this.port), SECRET },
      open: ["PORT"],
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

  deploy(web: PinnedImage, change: Partial<Setting> = {}, order: Partial<DeployOrder> = {}): Promise<Result> {
    const source = { path: join(this.folder, "compose.yml"), checkout: [], images: { web } };
    return deploy(this.setting(change), { source, policy: this.policy(), ...order });
  }

  rollback(order: Partial<RollbackOrder> = {}, change: Partial<Setting> = {}): Promise<Result> {
    return rollback(this.setting(change), { to: "previous", reason: "a test asked for it", ...order });
  }

  /** The version that answers now, or the reason why none does. */
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

  /** The ledger's last lines of an end, newest last. */
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
