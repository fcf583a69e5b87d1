// Runs the shipped bundle as the runner does, as far as it gets without a Docker engine.
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runAction } from "../../../test/harness/index.ts";

let workspace: string;
beforeAll(async () => {
  workspace = await mkdtemp(join(tmpdir(), "rollback-contract-"));
});
afterAll(() => rm(workspace, { recursive: true, force: true }));

const inputs = { app: "shop", environment: "prod", reason: "it is bad" };

describe("inputs", () => {
  it("that are missing are all reported together, including the reason", async () => {
    const { exitCode, annotations, outputs } = await runAction("rollback");
    expect(exitCode).toBe(1);
    for (const name of ["app", "environment", "reason"]) {
      expect(annotations[0]?.message).toContain(`Input \`${name}\` is required`);
    }
    expect(outputs).toEqual({});
  });

  it("a user name without a password is refused", async () => {
    const { exitCode, annotations } = await runAction("rollback", {
      inputs: { ...inputs, "registry-username": "octocat" },
    });
    expect(exitCode).toBe(1);
    expect(annotations[0]?.message).toContain("`registry-username` is given without `registry-password`");
  });
});

describe("a machine without docker", () => {
  it("is reported, with the remedy and an outcome, and nothing is written", async () => {
    const given = { ...inputs, "state-dir": join(workspace, "state") };
    const { exitCode, annotations, outputs } = await runAction("rollback", {
      inputs: given,
      workspace,
      env: { PATH: workspace },
    });
    expect(exitCode).toBe(1);
    expect(annotations.at(-1)?.message).toContain("There is no docker command on this machine.");
    expect(outputs).toEqual({ outcome: "failed-clean", "release-id": "" });
    expect(await readdir(workspace)).toEqual([]);
  });
});
