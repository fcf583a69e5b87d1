// Three of our actions on Gitea's real runner, taken by tag from a git server that serves the release tree, as a Gitea or
// Forgejo user gets them. Outputs, failures, defaults and the machine's Node are handled by the real runner.

import { cp, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { goTool } from "../engine/go-tool.ts";
import { engine } from "../engine/index.ts";
import { run } from "../engine/program.ts";
import { distFolder } from "../harness/shipped.ts";
import { type GitServer, serveRepositories } from "./git-server.ts";
import { runOnGitea } from "./runner.ts";

const runner = await goTool("gitea-runner");
const missing = "reason" in runner ? runner.reason : undefined;
const OWNER = "acme/actions"; // `org` is a reserved name on Gitea
const CHECKOUT = "actions/checkout@3d3c42e5aac5ba805825da76410c181273ba90b1";
const SHA = "0123456789012345678901234567890123456789";

// On a user's machine without Go these tests are skipped with a reason; in CI the missing tool is a failure.
describe.skipIf(missing !== undefined && !process.env.CI)(
  `the release tree on Gitea's runner ${missing ?? ""}`,
  { timeout: 180_000 },
  () => {
    let folder = "";
    let server: GitServer;
    let repository = "";

    beforeAll(async () => {
      if ("reason" in runner) throw new Error(runner.reason);
      folder = await mkdtemp(join(tmpdir(), "gitea-"));
      await mkdir(join(folder, "cache"));
      await publish(join(folder, "served", `${OWNER}.git`));
      server = await serveRepositories(join(folder, "served"));
      repository = join(folder, "shop");
      await mkdir(join(repository, ".gitea/workflows"), { recursive: true });
      await git(repository, "init", "--quiet", "--initial-branch=main");
      await git(repository, "remote", "add", "origin", `${server.url}/acme/shop`);
      await git(repository, "commit", "--quiet", "--allow-empty", "--message", "First");
    });
    afterAll(async () => {
      await server?.close();
      await rm(folder, { recursive: true, force: true });
    });

    async function workflow(steps: string, signal: AbortSignal, env: NodeJS.ProcessEnv = process.env) {
      if ("reason" in runner) throw new Error(runner.reason);
      const path = ".gitea/workflows/ci.yml";
      const indented = steps.replace(/^(?=.)/gm, "      ");
      await writeFile(
        join(repository, path),
        `on: push\njobs:\n  ci:\n    runs-on: ubuntu-latest\n    steps:\n${indented}`,
      );
      await git(repository, "add", "--all");
      await git(repository, "commit", "--quiet", "--allow-empty", "--message", "A workflow");
      const result = await runOnGitea({
        runner: runner.path,
        repository,
        workflow: path,
        actionsUrl: server.url,
        cache: join(folder, "cache"),
        // The runner has no Node of its own: it uses the first on PATH.
        env: { ...env, PATH: `${dirname(process.execPath)}:${env.PATH}` },
        signal,
      });
      console.log(result.log);
      return result;
    }

    it("health-check waits for an answer and sets its outputs", async ({ signal }) => {
      const app = createServer((_, response) => response.end('{"commit":"abc"}'));
      await new Promise<void>((resolve) => app.listen(0, "127.0.0.1", resolve));
      const address = app.address();
      const port = typeof address === "object" ? address?.port : undefined;
      const { exitCode, log } = await workflow(
        `- id: health
  uses: ${OWNER}/health-check@v1
  with:
    health-url: http://127.0.0.1:${port}/
    expected-json: /commit=abc
- run: echo "healthy=\${{ steps.health.outputs.healthy }}"
`,
        signal,
      );
      app.close();
      expect(exitCode, log).toBe(0);
      expect(log).toContain("healthy=true");
    });

    it("health-check fails the job when nothing answers", async ({ signal }) => {
      const { exitCode, log } = await workflow(
        `- uses: ${OWNER}/health-check@v1
  with: {health-url: "http://127.0.0.1:1/", max-attempts: 1}
`,
        signal,
      );
      expect(exitCode, log).not.toBe(0);
      expect(log).toContain("health-check failed");
    });

    it("immutable-tag-validator finds .gitea/workflows, also when used by an absolute URL", async ({ signal }) => {
      const bad = `on: push\njobs:\n  deploy:\n    runs-on: x\n    steps:\n      - run: docker pull acme/shop:latest\n`;
      const good = bad.replace("latest", `sha-${SHA}`);
      const steps = `- uses: ${CHECKOUT}
- id: policy
  continue-on-error: true
  uses: ${server.url}/${OWNER}/immutable-tag-validator@v1.0.0
- run: echo "errors=\${{ steps.policy.outputs.errors }} outcome=\${{ steps.policy.outcome }}"
`;
      await writeFile(join(repository, ".gitea/workflows/deploy.yml"), bad);
      const found = await workflow(steps, signal);
      expect(found.log).toContain("errors=1 outcome=failure");
      await writeFile(join(repository, ".gitea/workflows/deploy.yml"), good);
      const clean = await workflow(steps, signal);
      expect(clean.log).toContain("errors=0 outcome=success");
    });

    it("label-safe-cleanup removes what tests left and keeps what is protected", async ({ signal }) => {
      const { dockerHost, dockerConfig, tinyImage, label } = engine();
      const env = { ...process.env, DOCKER_HOST: dockerHost, DOCKER_CONFIG: dockerConfig.anonymous };
      const own = `gitea-test=${process.pid}`;
      const create = (name: string, environment: string) => {
        const labels = [label, own, "managed-by=ci", `environment=${environment}`].flatMap((one) => ["--label", one]);
        return run(["docker", "create", "--name", `${name}-${process.pid}`, ...labels, tinyImage, "true"], { env });
      };
      await create("gitea-left", "testing");
      await create("gitea-kept", "production");
      const { exitCode, log } = await workflow(
        `- id: cleanup
  uses: ${OWNER}/label-safe-cleanup@v1
  with:
    match-labels: managed-by=ci,${own}
    kinds: containers
- run: echo "removed=\${{ steps.cleanup.outputs.containers-removed }}"
`,
        signal,
        env,
      );
      const names = await run(["docker", "ps", "--all", "--filter", `label=${own}`, "--format", "{{.Names}}"], { env });
      await run(["docker", "rm", "--force", `gitea-left-${process.pid}`, `gitea-kept-${process.pid}`], { env });
      expect(exitCode, log).toBe(0);
      expect(log).toContain("removed=1");
      expect(names.trim()).toBe(`gitea-kept-${process.pid}`);
    });

    /** The tag's tree is the content of dist/, as `npm run release` makes it; test/build checks that dist/ matches the source. */
    async function publish(bare: string): Promise<void> {
      const tree = join(folder, "tree");
      await cp(distFolder(), tree, { recursive: true });
      await git(tree, "init", "--quiet", "--initial-branch=main");
      await git(tree, "add", "--all", "--force");
      await git(tree, "commit", "--quiet", "--message", "Release 1.0.0");
      for (const tag of ["v1.0.0", "v1"]) await git(tree, "tag", tag);
      await mkdir(dirname(bare), { recursive: true });
      await git(folder, "clone", "--quiet", "--bare", tree, bare);
    }
  },
);

function git(folder: string, ...args: readonly string[]): Promise<string> {
  const as = ["-c", "user.name=A Tester", "-c", "user.email=tester@example.com"];
  return run(["git", ...as, ...args], { cwd: folder });
}
