// Runs the shipped action on a real engine with production objects next to testing objects. It also matches a label that is unique to this run,
// so that other objects on the engine are never removed.
import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { parsePinned } from "@deploy-actions/image";
import { Policy } from "@deploy-actions/probe";
import { openLedger, releaseOf } from "@deploy-actions/release";
import { localTarget } from "@deploy-actions/target";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { engine } from "../../../test/engine/index.ts";
import { type ActionResult, runAction } from "../../../test/harness/index.ts";

const { tinyImage, label: session, dockerHost, dockerConfig, registries } = engine();
const id = randomBytes(4).toString("hex");
const run = `cleanup-test=${id}`;
const CI = ["environment=testing", "managed-by=ci", run, session].flatMap((label) => ["--label", label]);
const PRODUCTION = ["environment=production", "managed-by=ci", run, session].flatMap((label) => ["--label", label]);
const inputs = { "match-labels": `environment=testing\nmanaged-by=ci\n${run}` };
const policy = Policy.parse({
  urls: ["http://127.0.0.1:1/health"],
  maxAttempts: 1,
  delaySeconds: 1,
  initialWaitSeconds: 0,
  timeoutSeconds: 1,
  expectedStatus: [{ from: 200, to: 200 }],
  expectedJson: [],
  consecutiveSuccesses: 1,
  followRedirects: 0,
});
const own = (name: string): string => `${name}-${id}`;

async function docker(...args: string[]): Promise<string> {
  return (await promisify(execFile)("docker", args)).stdout.trim();
}
const clean = (more: Record<string, string> = {}, env: Record<string, string> = {}): Promise<ActionResult> =>
  runAction("label-safe-cleanup", { inputs: { ...inputs, ...more }, env: { DOCKER_HOST: dockerHost, ...env } });
const names = async (kind: string, ...args: string[]): Promise<string[]> =>
  (
    await docker(
      kind,
      "ls",
      "--filter",
      `label=${run}`,
      "--format",
      kind === "container" ? "{{.Names}}" : "{{.Name}}",
      ...args,
    )
  )
    .split("\n")
    .filter((name) => name !== "")
    .sort();

beforeAll(async () => {
  await docker("volume", "create", ...CI, own("data"));
  await docker("volume", "create", ...CI, own("shared"));
  await docker("network", "create", ...CI, own("net"));
  await docker(
    "run",
    "--detach",
    "--init",
    "--name",
    own("testing"),
    ...CI,
    "--volume",
    `${own("data")}:/d`,
    "--network",
    own("net"),
    tinyImage,
    "sh",
    "-c",
    "dd if=/dev/zero of=/d/f bs=1048576 count=20 && sleep 1000",
  );
  await docker(
    "run",
    "--detach",
    "--init",
    "--name",
    own("production"),
    ...PRODUCTION,
    "--volume",
    `${own("shared")}:/d`,
    tinyImage,
    "sleep",
    "1000",
  );
  await docker("run", "--name", own("production-stopped"), ...PRODUCTION, tinyImage, "true");
  await docker("exec", own("testing"), "sh", "-c", "until [ $(stat -c %s /d/f) = 20971520 ]; do sleep 0.1; done; sync");
});

afterAll(async () => {
  for (const name of await names("container", "--all")) await docker("rm", "--force", "--volumes", name);
  for (const name of await names("network")) await docker("network", "rm", name);
  for (const name of await names("volume")) await docker("volume", "rm", name);
});

it("malformed inputs fail and remove nothing", async () => {
  const { exitCode } = await clean({ kinds: "all" });
  expect(exitCode).toBe(1);
  expect(await names("container", "--all")).toEqual([own("production"), own("production-stopped"), own("testing")]);
});

it("a dry run reports what would be removed, and removes nothing", async () => {
  const { exitCode, outputs, log } = await clean({ "dry-run": "true" });
  expect(exitCode).toBe(0);
  expect(outputs).toMatchObject({
    "containers-removed": "1",
    "volumes-removed": "1",
    "networks-removed": "1",
    "bytes-reclaimed": "0",
  });
  expect(log).toContain(`would remove container ${own("testing")}`);
  expect(log.trimEnd().split("\n").at(-1)).toMatch(/^Would remove 1 container, 1 volume and 1 network, kept \d+\.$/);
  expect(await names("volume")).toEqual([own("data"), own("shared")]);
  expect(await names("container", "--all")).toHaveLength(3);
});

it("removes only the given kinds, and keeps what a container uses", async () => {
  const { outputs } = await clean({ kinds: "volumes, networks" });
  expect(outputs).toMatchObject({ "containers-removed": "0", "volumes-removed": "0", "networks-removed": "0" });
  expect(await names("volume")).toEqual([own("data"), own("shared")]);
});

describe("a cleanup", () => {
  let result: ActionResult;
  beforeAll(async () => {
    result = await clean();
  });

  it("removes the testing objects and counts them", () => {
    expect(result.exitCode).toBe(0);
    expect(result.outputs).toMatchObject({
      "containers-removed": "1",
      "images-removed": "0",
      "volumes-removed": "1",
      "networks-removed": "1",
      failed: "0",
    });
    expect(JSON.parse(result.outputs.removed ?? "")).toMatchObject([
      { kind: "container", name: own("testing") },
      { kind: "network", name: own("net") },
      { kind: "volume", name: own("data") },
    ]);
  });

  it("measures the freed disk space", () => {
    expect(Number(result.outputs["bytes-reclaimed"])).toBeGreaterThan(15_000_000);
  });

  it("keeps production containers, running and stopped, and what they use, and gives the reason", async () => {
    expect(await docker("inspect", "--format", "{{.State.Status}}", own("production"), own("production-stopped"))).toBe(
      "running\nexited",
    );
    expect(await names("volume")).toEqual([own("shared")]);
    const kept: { name: string; reason: string }[] = JSON.parse(result.outputs.protected ?? "");
    const mine = kept.filter(({ name }) => name.endsWith(id)).map(({ name, reason }) => [name, reason]);
    expect(mine.sort()).toEqual([
      [own("production"), "protect-label"],
      [own("production-stopped"), "protect-label"],
      [own("shared"), "in-use"],
    ]);
    expect(result.summary).toContain(`the container ${own("production")} uses it`);
  });

  it("removes nothing the second time", async () => {
    const { exitCode, outputs } = await clean();
    expect(exitCode).toBe(0);
    expect(outputs).toMatchObject({
      "containers-removed": "0",
      "volumes-removed": "0",
      "networks-removed": "0",
      removed: "[]",
      "bytes-reclaimed": "0",
    });
  });
});

describe("an image that a release needs", () => {
  const image = (version: string) => `${registries.ghcr.host}/cleanup/${id}:${version}`;
  let folder: string;
  let digests: Record<"v1" | "v2" | "v3", string>;

  /** Built with the labels of CI and pushed, so that it has a digest, like every deployed image. */
  async function pushed(version: string): Promise<string> {
    const labels = ["environment=testing", "managed-by=ci", run].flatMap((label) => ["--label", label]);
    const context = join(folder, version);
    await mkdir(context);
    await writeFile(join(context, "Dockerfile"), `FROM ${tinyImage}\nENV VERSION=${version}-${id}\n`);
    await docker("build", "--quiet", "--provenance=false", ...labels, "--tag", image(version), context);
    await docker("--config", dockerConfig.loggedIn, "push", "--quiet", image(version));
    const [digest] = (await docker("image", "inspect", "--format", '{{join .RepoDigests " "}}', image(version))).split(
      " ",
    );
    return digest ?? "";
  }
  /** Stores releases as the deploy action does; the last one is live. */
  async function ledger(stateDir: string, ...references: string[]): Promise<void> {
    const kept = openLedger(localTarget(), { stateDir, app: "shop", environment: "prod" });
    for (const reference of references) {
      const compose = { texts: new Map([["compose.yml", "{}\n"]]), files: ["compose.yml"] };
      const images = { web: parsePinned(reference) };
      const content = { app: "shop", environment: "prod", images, compose, variables: [], optional: [] };
      const release = releaseOf(content, { at: new Date() });
      await kept.keep({ release, compose, policy }, new Map());
      await kept.commit(release.id, policy);
    }
  }
  const images = async () =>
    (await docker("image", "ls", "--format", "{{.Tag}}", "--filter", `reference=${image("*")}`)).split("\n").sort();

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "cleanup-ledger-"));
    digests = { v1: await pushed("v1"), v2: await pushed("v2"), v3: await pushed("v3") };
    await ledger(join(folder, "state"), digests.v1, digests.v2);
  });
  afterAll(async () => {
    for (const version of ["v1", "v2", "v3"]) await docker("image", "rm", image(version)).catch(() => "");
    await rm(folder, { recursive: true, force: true });
  });

  it("is kept, with all other images, when a ledger cannot be read", async () => {
    await ledger(join(folder, "damaged"), digests.v1);
    await writeFile(join(folder, "damaged", "shop", "prod", "ledger.jsonl"), "not a ledger\n");
    for (const stateDir of ["damaged", "nowhere"]) {
      const { exitCode, outputs, annotations } = await clean({ "state-dir": join(folder, stateDir) });
      expect(exitCode).toBe(0);
      expect(outputs["images-removed"]).toBe("0");
      expect(outputs.protected).toContain("ledger-unreadable");
      expect(annotations).toMatchObject([
        { level: "warning", message: expect.stringContaining("No image was removed") },
      ]);
    }
    expect(await images()).toEqual(["v1", "v2", "v3"]);
  });

  it("is kept when keep-images contains it and no release needs it", async () => {
    const { outputs } = await clean({ "keep-images": digests.v3, "state-dir": join(folder, "state") });
    expect(outputs["images-removed"]).toBe("0");
    expect(await images()).toEqual(["v1", "v2", "v3"]);
  });

  it("is kept when the previous release needs it, and others are removed", async () => {
    const { outputs, summary } = await clean({ "state-dir": join(folder, "state") });
    expect(outputs["images-removed"]).toBe("1");
    expect(await images()).toEqual(["v1", "v2"]);
    expect(
      JSON.parse(outputs.protected ?? "").filter(({ reason }: { reason: string }) => reason === "kept-image"),
    ).toHaveLength(2);
    expect(summary).toContain("of shop in prod needs it");
  });
});

describe("a Docker engine that does not answer is a warning", () => {
  it("when the connection fails", async () => {
    const { exitCode, annotations } = await clean({}, { DOCKER_HOST: "unix:///nowhere/docker.sock" });
    expect(exitCode).toBe(0);
    expect(annotations).toMatchObject([
      { level: "warning", message: expect.stringContaining("No Docker engine answers") },
    ]);
  });

  it("when it never responds, after timeout-seconds", async () => {
    const silent = createServer(() => {}).listen(0, "127.0.0.1");
    await new Promise((resolve) => silent.once("listening", resolve));
    const address = silent.address();
    const port = typeof address === "object" ? address?.port : undefined;
    try {
      const { exitCode, annotations, durationMs } = await clean(
        { "timeout-seconds": "1" },
        { DOCKER_HOST: `tcp://127.0.0.1:${port}` },
      );
      expect(exitCode).toBe(0);
      expect(annotations).toMatchObject([
        { level: "warning", message: expect.stringContaining("Nothing was cleaned up") },
      ]);
      expect(durationMs).toBeLessThan(20_000);
    } finally {
      silent.close();
    }
  });
});
