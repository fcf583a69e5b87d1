// A cleanup on a real engine, next to objects that must be kept. Every object has a label that is unique to this run and part of the rule, so that
// no other object on the engine is in scope.
import { randomBytes } from "node:crypto";
import type { Log } from "@deploy-actions/contract";
import { type Command, localTarget } from "@deploy-actions/target";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { engine } from "../../../test/engine/index.ts";
import { removeImages } from "../../../test/engine/remove-images.ts";
import { cleanup, dockerCommand, engineOf, RuntimeError } from "../src/index.ts";
import { ruleOf } from "./label-rule.ts";

const here = localTarget();
const id = randomBytes(4).toString("hex");
const run = `cleanup-test=${id}`;
const { tinyImage, label: session } = engine();
const CI = ["environment=testing", "managed-by=ci", run, session];
const PRODUCTION = ["environment=production", "managed-by=ci", run, session];
const rule = ruleOf(
  ["environment=testing", "managed-by=ci", run],
  ["environment=production", "managed-by=manual", "keep=yes"],
);
const KINDS = ["container", "image", "volume", "network"] as const;
const silent: Log = { info: () => {}, debug: () => {}, warning: () => {} };

/** A name with this run's id: "web" → "web-1f2e3d4c". */
const own = (name: string): string => `${name}-${id}`;
const labelled = (labels: readonly string[]): string[] => labels.flatMap((label) => ["--label", label]);

async function docker(...args: string[]): Promise<string> {
  return stdoutOf(dockerCommand(args));
}
async function stdoutOf(command: Command): Promise<string> {
  const { code, stdout, stderr } = await here.run(command);
  if (code !== 0) throw new Error(`${command.argv.join(" ")}: ${stderr}`);
  return stdout.trim();
}
/** Builds an image with unique content, so that its id is unique. */
async function build(tag: string | undefined, labels: readonly string[]): Promise<string> {
  const dockerfile = `FROM ${tinyImage}\nENV CONTENT=${id}-${randomBytes(4).toString("hex")}\n`;
  const name = tag === undefined ? [] : ["--tag", tag];
  const args = ["build", "--quiet", "--provenance=false", ...labelled(labels), ...name, "-"];
  return stdoutOf(dockerCommand(args, { stdin: dockerfile }));
}
/** The names of this run's existing objects. */
async function existingNames(): Promise<string[]> {
  const filter = ["--filter", `label=${run}`];
  const texts = await Promise.all([
    docker("ps", "--all", "--format", "{{.Names}}", "--filter", `name=${id}`),
    docker("image", "ls", "--format", "{{.Repository}}:{{.Tag}}", ...filter),
    docker("volume", "ls", "--format", "{{.Name}}", ...filter),
    docker("network", "ls", "--format", "{{.Name}}", ...filter),
  ]);
  return texts
    .flatMap((text) => text.split("\n"))
    .filter((name) => name !== "")
    .map((name) => name.replace(`-${id}`, ""))
    .sort();
}
async function clean(rules = rule, kinds: readonly (typeof KINDS)[number][] = KINDS, log = silent) {
  const plan = cleanup.plan(await cleanup.readInventory(here, kinds, rules), rules, kinds);
  return cleanup.executePlan(here, plan, rules, AbortSignal.timeout(60_000), log);
}
const short = (name: string): string => name.replace(`-${id}`, "");

beforeAll(async () => {
  await engineOf(here);
  const images = await Promise.all([build(own("free"), CI), build(own("served"), CI), build(undefined, CI)]);
  await docker("tag", images[0] ?? "", own("free-too"));
  for (const name of ["free", "shared", "guarded"]) {
    await docker(
      "volume",
      "create",
      ...labelled(
        name === "guarded" ? [...CI.filter((label) => !label.startsWith("managed-by")), "managed-by=manual"] : CI,
      ),
      own(`v-${name}`),
    );
  }
  for (const name of ["free", "shared", "created"])
    await docker("network", "create", ...labelled(CI), own(`n-${name}`));
  await docker("volume", "create", ...labelled(["environment=production", run, session]), own("v-production"));
  await docker("volume", "create", ...labelled(["managed-by=manual", run, session]), own("v-manual"));

  const start = (name: string, labels: readonly string[], image: string, ...rest: string[]) =>
    docker("run", "--detach", "--init", "--name", own(name), ...labelled(labels), ...rest, image, "sleep", "1000");
  await start(
    "testing",
    CI,
    tinyImage,
    "--volume",
    `${own("v-free")}:/a`,
    "--volume",
    "/anonymous",
    "--network",
    own("n-free"),
  );
  await start("testing-keep", [...CI, "keep=yes"], tinyImage);
  await start("production", PRODUCTION, tinyImage, "--volume", `${own("v-shared")}:/a`, "--network", own("n-shared"));
  await docker("create", "--name", own("production-stopped"), ...labelled(PRODUCTION), own("served"), "true");
  await start("inherits", [session], own("served"));
  await docker(
    "create",
    "--name",
    own("created"),
    ...labelled([session]),
    "--network",
    own("n-created"),
    tinyImage,
    "true",
  );
  await start("testing-lender", CI, tinyImage);
  await start("borrower", [session], tinyImage, "--network", `container:${own("testing-lender")}`);
});

afterAll(async () => {
  const mine = async (kind: string, ...args: string[]) =>
    (await docker(kind, "ls", "--quiet", ...args)).split("\n").filter((name) => name !== "");
  const containers = await mine("container", "--all", "--filter", `name=${id}`);
  if (containers.length > 0) await docker("rm", "--force", "--volumes", ...containers);
  const filter = ["--filter", `label=${run}`];
  for (const name of await mine("network", ...filter)) await docker("network", "rm", name);
  for (const name of await mine("volume", ...filter)) await docker("volume", "rm", name);
  await removeImages(docker, await mine("image", ...filter));
});

describe("a cleanup next to production", () => {
  let before: string[];
  let anonymous: string;
  let result: cleanup.CleanupResult;
  const reasons = () =>
    Object.fromEntries(
      result.kept
        .filter(({ object }) => object.name.includes(id))
        .map(({ object, reason }) => [short(object.name).replace(":latest", ""), reason]),
    );

  beforeAll(async () => {
    before = await existingNames();
    anonymous = await docker(
      "inspect",
      "--format",
      '{{range .Mounts}}{{if eq .Destination "/anonymous"}}{{.Name}}{{end}}{{end}}',
      own("testing"),
    );
    result = await clean();
  });

  it("starts with all test objects", () => {
    expect(before).toHaveLength(8 + 4 + 5 + 3);
  });

  it("removes matching unused objects, including tags and untagged images", () => {
    const removed = result.removed
      .map(
        ({ kind, name }) =>
          `${kind} ${name.startsWith("sha256:") ? "untagged" : short(name).replace(anonymous, "anonymous")}`,
      )
      .sort();
    expect(removed).toEqual([
      "container testing",
      "image free:latest",
      "image untagged",
      "network n-free",
      "volume anonymous",
      "volume v-free",
    ]);
    expect(result.failed).toEqual([]);
    expect(result.notReached).toEqual([]);
  });

  it("keeps everything else unchanged", async () => {
    const gone = ["<none>:<none>", "free-too:latest", "free:latest", "n-free", "testing", "v-free"];
    expect(await existingNames()).toEqual(before.filter((name) => !gone.includes(name)));
    expect(
      await docker(
        "inspect",
        "--format",
        "{{.State.Status}}",
        own("production"),
        own("inherits"),
        own("borrower"),
        own("production-stopped"),
      ),
    ).toBe("running\nrunning\nrunning\ncreated");
  });

  it("gives the reason for each kept object", () => {
    expect(reasons()).toEqual({
      production: "protect-label",
      "production-stopped": "protect-label",
      "testing-keep": "protect-label",
      "testing-lender": "in-use",
      "v-guarded": "protect-label",
      "v-production": "protect-label",
      "v-manual": "protect-label",
      "v-shared": "in-use",
      "n-shared": "in-use",
      "n-created": "in-use",
      inherits: "labels-inherited",
      served: "in-use",
    });
  });

  it("removed the container's anonymous volume", async () => {
    expect(anonymous).toMatch(/^[0-9a-f]{64}$/);
    expect((await docker("volume", "ls", "--quiet")).split("\n")).not.toContain(anonymous);
  });

  it("removes nothing the second time", async () => {
    const again = await clean();
    expect(again.removed).toEqual([]);
    expect(again.failed).toEqual([]);
  });

  it("keeps what the engine's own filters delete", async () => {
    const filters = [`label=${run}`, "label!=environment=production", "label!=managed-by=manual"].flatMap((filter) => [
      "--filter",
      filter,
    ]);
    await docker("volume", "prune", "--all", "--force", ...filters);
    const left = await docker("volume", "ls", "--quiet", "--filter", `label=${run}`);
    expect(left.split("\n").map(short)).not.toContain("v-production");
    expect(left.split("\n").map(short)).not.toContain("v-manual");
  });
});

describe("changes between plan and removal", () => {
  it("a volume that was recreated with other labels is kept", async () => {
    await docker("volume", "create", ...labelled(CI), own("v-swap"));
    const plan = cleanup.plan(await cleanup.readInventory(here, ["volume"], rule), rule, ["volume"]);
    expect(plan.remove.map(({ name }) => short(name))).toEqual(["v-swap"]);
    await docker("volume", "rm", own("v-swap"));
    await docker("volume", "create", ...labelled(PRODUCTION), own("v-swap"));
    const { removed, kept } = await cleanup.executePlan(here, plan, rule, AbortSignal.timeout(30_000), silent);
    expect(removed).toEqual([]);
    expect(kept).toMatchObject([...plan.kept, { reason: "protect-label", object: { name: own("v-swap") } }]);
  });

  it("a network of a stopped container is kept, although the engine would remove it", async () => {
    await docker("network", "create", ...labelled(CI), own("n-late"));
    const plan = cleanup.plan(await cleanup.readInventory(here, ["network"], rule), rule, ["network"]);
    await docker(
      "create",
      "--name",
      own("late"),
      ...labelled([session]),
      "--network",
      own("n-late"),
      tinyImage,
      "true",
    );
    const { removed, kept } = await cleanup.executePlan(here, plan, rule, AbortSignal.timeout(30_000), silent);
    expect(removed).toEqual([]);
    expect(kept.at(-1)).toMatchObject({ reason: "in-use", why: expect.stringContaining(own("late")) });
  });

  it("a tag that moved to another image is kept", async () => {
    await build(own("moving"), CI);
    const plan = cleanup.plan(await cleanup.readInventory(here, ["image"], rule), rule, ["image"]);
    const other = await build(own("moving"), PRODUCTION);
    const { removed, failed } = await cleanup.executePlan(here, plan, rule, AbortSignal.timeout(30_000), silent);
    expect(removed).toHaveLength(1);
    expect(failed).toEqual([]);
    expect(await docker("image", "inspect", "--format", "{{.Id}}", own("moving"))).toBe(other);
  });

  it("an object that was removed meanwhile is neither a failure nor counted", async () => {
    await docker("volume", "create", ...labelled(CI), own("v-gone"));
    const plan = cleanup.plan(await cleanup.readInventory(here, ["volume"], rule), rule, ["volume"]);
    await docker("volume", "rm", own("v-gone"));
    const { removed, failed } = await cleanup.executePlan(here, plan, rule, AbortSignal.timeout(30_000), silent);
    expect({ removed, failed }).toEqual({ removed: [], failed: [] });
  });

  it("a timeout reports the remaining objects", async () => {
    await docker("volume", "create", ...labelled(CI), own("v-late"));
    const plan = cleanup.plan(await cleanup.readInventory(here, ["volume"], rule), rule, ["volume"]);
    const { removed, notReached } = await cleanup.executePlan(here, plan, rule, AbortSignal.abort(), silent);
    expect(removed).toEqual([]);
    expect(notReached.map(({ object }) => short(object.name))).toEqual(["v-late"]);
    expect(await docker("volume", "ls", "--quiet", "--filter", `name=${own("v-late")}`)).toBe(own("v-late"));
  });
});

describe("an image of the classic builder", () => {
  it("is removed with its tag; its base is kept, because this builder's intermediate images use it", async () => {
    const classic = (tag: string, dockerfile: string) =>
      stdoutOf(
        dockerCommand(["build", "--quiet", ...labelled(CI), "--tag", own(tag), "-"], {
          stdin: dockerfile,
          env: { DOCKER_BUILDKIT: "0" },
        }),
      );
    await classic("parent", `FROM ${tinyImage}\nENV PARENT=${id}\n`);
    await classic("child", `FROM ${own("parent")}\nENV CHILD=1\n`);
    const { removed, kept, failed } = await clean(rule, ["image"]);
    const names = removed.map(({ name }) => short(name)).filter((name) => !name.startsWith("sha256:"));
    expect(names).toContain("child:latest");
    expect(names).not.toContain("parent:latest");
    expect(kept).toContainEqual(
      expect.objectContaining({
        reason: "in-use",
        object: expect.objectContaining({ name: `${own("parent")}:latest` }),
      }),
    );
    expect(failed).toEqual([]);
  });
});

describe("disk use", () => {
  it("is the engine's number, and grows with written data", async () => {
    const before = await cleanup.diskUse(here);
    await docker("volume", "create", ...labelled(CI), own("v-size"));
    await docker(
      "run",
      "--rm",
      "--volume",
      `${own("v-size")}:/v`,
      tinyImage,
      "dd",
      "if=/dev/zero",
      "of=/v/f",
      "bs=1048576",
      "count=64",
    );
    const after = await cleanup.diskUse(here);
    expect(before).toBeGreaterThan(0);
    expect((after ?? 0) - (before ?? 0)).toBeGreaterThan(32 * 1048576);
  });
});

it("a missing engine is recognized by the real client's message", async () => {
  const nowhere = {
    ...here,
    run: (command: Command) =>
      here.run({ ...command, env: { ...command.env, DOCKER_HOST: "unix:///nowhere/docker.sock" } }),
  };
  const error = await engineOf(nowhere).catch((error: unknown) => error);
  expect(error).toBeInstanceOf(RuntimeError);
  expect(error).toMatchObject({ reason: "no-engine", next: expect.stringContaining("DOCKER_HOST") });
});
