// The reference workflows, executed by a real workflow runner against a real engine and two real registries: the callers and
// the reusable workflow as they are (except for the keys that act doesn't support), the actions from a release tree as users get it.
import { execFile } from "node:child_process";
import { dirname } from "node:path";
import { promisify } from "node:util";
import { connect } from "@deploy-actions/registry";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { goTool } from "../engine/go-tool.ts";
import type { WorkflowResult } from "./act.ts";
import { failAfterFirstSuccess } from "./failing-proxy.ts";
import { ENVIRONMENTS, type Environment, prepareStage, type Stage } from "./stage.ts";

const run = promisify(execFile);
const act = await goTool("act");
const trivy = await goTool("trivy");
const missing = [act, trivy].flatMap((tool) => ("reason" in tool ? [tool.reason] : []));

// On a user's machine without Go these tests are skipped with a reason; in CI the missing tool is a failure.
describe.skipIf(missing.length > 0 && !process.env.CI)(
  `the reference workflows under act ${missing.join("; ")}`,
  { timeout: 300_000 },
  () => {
    let stage: Stage;

    beforeAll(async () => {
      if ("reason" in act) throw new Error(act.reason);
      if ("reason" in trivy) throw new Error(trivy.reason);
      stage = await prepareStage(act.path, `${dirname(trivy.path)}:${process.env.PATH}`);
    }, 300_000);

    afterAll(() => stage?.end());

    it("take one commit through dev, UAT and production, the same digest in both registries and all three", async ({
      signal,
    }) => {
      const { one } = stage.repository.commits;
      await at(stage, one);
      const dev = await stage.run("dev", one, signal);
      tell("dev", dev);
      expect(dev.jobs, dev.log).toEqual(
        succeeded("validate", "test", "image", "scan", "migrate", "deploy", "health-check", "cleanup"),
      );
      const uat = await stage.run("uat", one, signal);
      tell("uat", uat);
      expect(uat.jobs, uat.log).toEqual(
        succeeded("validate", "image", "scan", "migrate", "deploy", "health-check", "cleanup"),
      );
      const prod = await stage.run("prod", one, signal);
      tell("prod", prod);
      expect(prod.jobs, prod.log).toEqual(
        succeeded("validate", "image", "scan", "approve", "migrate", "deploy", "health-check", "cleanup"),
      );

      const digests = [dev, uat, prod].map(({ outputs }) => outputs["image.push.digest"]);
      const digest = digests[0] ?? "none";
      expect(digest).toMatch(/^sha256:[0-9a-f]{64}$/);
      expect(new Set(digests)).toEqual(new Set([digest]));
      for (const tag of [...ENVIRONMENTS.map((environment) => `${environment}-${one}`), `sha-${one}`]) {
        expect(await digestIn(stage, "ghcr", tag), tag).toBe(digest);
        expect(await digestIn(stage, "acr", tag), tag).toBe(digest);
      }
      for (const environment of ENVIRONMENTS) {
        expect(await imageOf(stage, environment)).toContain(`@${digest}`);
        expect(await commitOf(stage, environment)).toBe(one);
      }
    });

    it("roll back automatically when a release is bad, without running the rollback job", async ({ signal }) => {
      const { one, bad } = stage.repository.commits;
      await at(stage, bad);
      const result = await stage.run("dev", bad, signal);
      tell("dev, a bad release", result);
      expect(result.exitCode).not.toBe(0);
      expect(result.jobs, result.log).toEqual({
        ...succeeded("validate", "test", "image", "scan", "migrate", "cleanup"),
        deploy: "failure",
      });
      expect(result.outputs["deploy.deploy.outcome"]).toBe("rolled-back");
      expect(await commitOf(stage, "dev")).toBe(one);
    });

    it("roll back when the deploy succeeded and the check from outside fails", async ({ signal }) => {
      const { one, two } = stage.repository.commits;
      await at(stage, two);
      const proxy = await failAfterFirstSuccess(stage.ports.dev);
      try {
        const result = await stage.run("dev", two, signal, `http://127.0.0.1:${proxy.port}/health`);
        tell("dev, unhealthy from outside", result);
        expect(result.jobs, result.log).toEqual({
          ...succeeded("validate", "test", "image", "scan", "migrate", "deploy", "rollback", "cleanup"),
          "health-check": "failure",
        });
        expect(result.outputs["deploy.deploy.outcome"]).toBe("deployed");
        expect(result.outputs["rollback.rollback.outcome"]).toBe("deployed");
        expect(result.outputs["rollback.rollback.release-id"]).toBe(
          result.outputs["deploy.deploy.previous-release-id"],
        );
        expect(await commitOf(stage, "dev")).toBe(one);
      } finally {
        await proxy.close();
      }
    });

    it("roll an environment back by hand, with the settings of its deploys", async ({ signal }) => {
      const { one, two } = stage.repository.commits;
      const deployed = await stage.run("uat", two, signal);
      expect(deployed.exitCode, deployed.log).toBe(0);
      expect(await commitOf(stage, "uat")).toBe(two);
      const back = await stage.rollBack("uat", "previous", signal);
      tell("uat, rolled back by hand", back);
      expect(back.jobs, back.log).toEqual(succeeded("rollback"));
      expect(back.outputs["rollback.rollback.outcome"]).toBe("deployed");
      for (const environment of ENVIRONMENTS) expect(await commitOf(stage, environment)).toBe(one);
    });

    it("name every setting that is missing in one error, before anything runs", async ({ signal }) => {
      const result = await stage.runWith(
        "prod",
        { DEPLOY_APP: stage.app, DEPLOY_REGISTRY: "both", MIGRATE_TOOL: "command" },
        signal,
      );
      tell("prod, with next to nothing set", result);
      expect(result.jobs).toEqual({ validate: "failure" });
      const missing = ["PROD_RUNS_ON", "PROD_HEALTH_URL", "GHCR_IMAGE", "ACR_IMAGE", "MIGRATE_COMMAND"];
      for (const name of missing) expect(result.log).toContain(`Set the variable ${name} `);
      expect(result.log).not.toContain("Set the variable DEPLOY_APP ");
      expect(result.log.match(/Settings are missing or wrong|::error/g)?.length).toBeGreaterThan(0);
    });

    it("only report that the app has no name until it is set", async ({ signal }) => {
      const dev = await stage.runWith("dev", {}, signal);
      const uat = await stage.runWith("uat", {}, signal);
      expect([dev.exitCode, dev.jobs], dev.log).toEqual([0, { "not-set-up": "success" }]);
      expect([uat.exitCode === 0, uat.jobs], uat.log).toEqual([false, { "not-set-up": "failure" }]);
      const back = await stage.rollBack("prod", "previous", signal, { DEPLOY_APP: stage.app });
      expect([back.exitCode === 0, back.jobs], back.log).toEqual([false, { "not-set-up": "failure" }]);
      for (const { log } of [dev, uat, back]) expect(log).toContain("DEPLOY_APP");
      expect(back.log).toContain("PROD_RUNS_ON");
    });
  },
);

/** What ran, for the reader of the test's output. */
function tell(workflow: string, { jobs, outputs }: WorkflowResult): void {
  const list = Object.entries(jobs).map(([job, result]) => `${job} ${result}`);
  const outcome = outputs["deploy.deploy.outcome"] ?? "no deploy";
  console.log(`${workflow}: ${list.join(", ")}; deploy: ${outcome}; ${outputs["image.push.digest"] ?? "no image"}`);
}

const succeeded = (...jobs: readonly string[]): WorkflowResult["jobs"] =>
  Object.fromEntries(jobs.map((job) => [job, "success"]));

/** Puts the repository at a commit, as a push of it would. */
const at = (stage: Stage, commit: string) =>
  run("git", ["-C", stage.repository.folder, "checkout", "--quiet", "--force", "-B", "main", commit]);

function digestIn({ engine, app }: Stage, registry: "ghcr" | "acr", tag: string): Promise<string | undefined> {
  const { host, username, password } = engine.registries[registry];
  return connect({ host, credentials: { username, password }, access: "pull" }).resolveDigest(`acme/${app}`, tag);
}

async function imageOf({ app }: Stage, environment: Environment): Promise<string> {
  const { stdout } = await run("docker", [
    "ps",
    "--no-trunc",
    "--filter",
    `label=com.docker.compose.project=${app}-${environment}`,
    "--format",
    "{{.Image}}",
  ]);
  return stdout.trim();
}

async function commitOf({ ports }: Stage, environment: Environment): Promise<unknown> {
  const answer: unknown = await (await fetch(`http://127.0.0.1:${ports[environment]}/health`)).json();
  return typeof answer === "object" && answer !== null && "commit" in answer ? answer.commit : answer;
}
