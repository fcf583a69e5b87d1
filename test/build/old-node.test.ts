// Every entry file of the release tree, started under real Nodes that are too old for it, reports that and exits; a program that claims
// to support an older Node works under it.
import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { OLDEST_NODE } from "../../scripts/build/entries.ts";
import { oldNode } from "../harness/old-node.ts";
import { pinnedNode } from "../harness/pinned-node.ts";
import { distFolder } from "../harness/shipped.ts";
import { parseCommand } from "../harness/workflow-command.ts";

const dist = distFolder();
const folders = (await readdir(dist)).filter((name) => existsSync(join(dist, name, "action.yml")));
const entries = (file: string) =>
  folders.filter((name) => existsSync(join(dist, name, file))).map((name) => ({ name, path: join(dist, name, file) }));

/** No build of Node 12 for arm64 is in the registry. */
const TOO_OLD = process.arch === "x64" ? ([12, 20, 22] as const) : ([20, 22] as const);

/** Without a PATH, unless one is given: an action that should not have run finds no program that it could start. */
const start = (node: string, args: readonly string[], cwd = dist, path: readonly string[] = []) =>
  new Promise<{ code: unknown; stdout: string; stderr: string }>((resolve) =>
    execFile(
      node,
      args,
      { cwd, env: path.length === 0 ? {} : { PATH: path.join(delimiter) } },
      (error, stdout, stderr) => resolve({ code: error === null ? 0 : error.code, stdout, stderr }),
    ),
  );

describe.each(TOO_OLD)("under Node %d", { timeout: 300_000 }, (major) => {
  let node = "";
  beforeAll(async () => {
    node = await oldNode(major);
  }, 300_000);

  it.each([...entries("index.js"), ...entries("post.js")])(
    "$path reports which Node it needs",
    async ({ name, path }) => {
      const { code, stdout, stderr } = await start(node, [path]);
      expect({ code, stderr }).toEqual({ code: 1, stderr: "" });
      const { name: level, properties, data } = parseCommand(stdout.trimEnd()) ?? {};
      expect({ level, properties }).toEqual({
        level: "error",
        properties: { title: `${name} needs Node 24 or newer` },
      });
      expect(data).toContain(`${name} needs Node 24 or newer, this is Node ${major}.`);
      expect(data).toContain("\nNothing was started or changed.\n");
      expect(data).toContain("use an image with Node 24, or put Node 24 first on PATH");
    },
  );

  it.each(major < OLDEST_NODE.cli ? entries("cli.js") : [])(
    "$path reports which Node it needs",
    async ({ name, path }) => {
      const { code, stdout, stderr } = await start(node, [path, "--version"]);
      expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
      expect(stderr).toContain(`${name} needs Node ${OLDEST_NODE.cli} or newer, this is Node ${major}.`);
    },
  );

  // pre-commit starts a hook under the machine's `nodejs`, whatever `node` comes first on PATH.
  it.each(major < OLDEST_NODE.cli ? entries("cli.js") : [])(
    "$path continues under a newer Node on PATH",
    async ({ path }) => {
      const old = dirname(node);
      const newer = dirname(await pinnedNode());
      for (const args of [["--version"], ["--help"], ["check", "gone"], ["check", "--gone"]])
        expect(await start(node, [path, ...args], dist, [old, join(old, "gone"), newer])).toEqual(
          await start(await pinnedNode(), [path, ...args]),
        );
      expect(await start(node, [path, "--version"], dist, [old])).toMatchObject({ code: 2, stdout: "" });
    },
  );
});

describe("the program, under the oldest Node that it claims to support", { timeout: 300_000 }, () => {
  const cli = join(dist, "immutable-tag-validator", "cli.js");
  let oldest = "";
  let folder = "";
  beforeAll(async () => {
    oldest = await oldNode(OLDEST_NODE.cli);
    folder = await mkdtemp(join(tmpdir(), "old-node-"));
    const workflows = join(folder, ".github/workflows");
    await mkdir(workflows, { recursive: true });
    const step = (run: string) => `      - run: ${run}\n`;
    await writeFile(
      join(workflows, "ship.yml"),
      `on: push\njobs:\n  deploy:\n    runs-on: x\n    steps:\n${["docker pull ghcr.io/acme/app:latest", "docker compose up -d", "kubectl apply -f k8s/", "helm upgrade app ./chart --set image.tag=latest"].map(step).join("")}`,
    );
    await mkdir(join(folder, "k8s"));
    await writeFile(join(folder, "compose.yaml"), "services:\n  app:\n    image: ghcr.io/acme/app:${TAG:-latest}\n");
    await writeFile(
      join(folder, "k8s/app.yaml"),
      "apiVersion: v1\nkind: Pod\nmetadata: {name: app}\nspec: {containers: [{name: app, image: 'acme/app:1'}]}\n",
    );
  }, 300_000);
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it.each([
    ["check"],
    ["check", "--format", "json"],
    ["check", "--format", "sarif"],
    ["check", "gone"],
    ["--help"],
    ["--version"],
  ])("prints the same as under the pinned one: %s %s %s", async (...args) => {
    const there = await start(oldest, [cli, ...args], folder);
    expect(there).toEqual(await start(await pinnedNode(), [cli, ...args], folder));
    expect(there.stdout + there.stderr).not.toBe("");
  });
  it("checks this repository, too", async () => {
    const root = join(import.meta.dirname, "../..");
    expect(await start(oldest, [cli, "check"], root)).toEqual(await start(await pinnedNode(), [cli, "check"], root));
  });
});
