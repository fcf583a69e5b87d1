// Runs the shipped action with a real Trivy, built from its Go module. It scans for secrets only, because Trivy's vulnerability database is not
// available on a closed network.
import { execFile } from "node:child_process";
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { goTool } from "../../../test/engine/go-tool.ts";
import { type ActionResult, runAction } from "../../../test/harness/index.ts";

import { emptyDatabase } from "./empty-database.ts";

const LOCK_FILE = JSON.stringify({
  name: "app",
  version: "1.0.0",
  lockfileVersion: 3,
  packages: { "": { name: "app", version: "1.0.0" }, "node_modules/left-padding": { version: "1.3.0" } },
});

const trivy = await goTool("trivy");
const reason = "reason" in trivy ? trivy.reason : "";

// Assembled from parts, so that secret scanners do not report this file.
const AWS_KEY = ["AKIA", "QYLPMN5H", "FIQR7XYA"].join("");
const GITHUB_TOKEN = ["ghp_", "x7Jd92Lk", "Qm4Rt8Vw", "Yz1Bc5Nf", "Hg3Ps6Ua0EiK"].join("");

// Skipped with the reason on a machine without Go; in CI the missing tool is a failure.
describe.skipIf(reason !== "" && !process.env.CI)(`trivy-fs-scan with a real Trivy ${reason}`, () => {
  let root: string;
  let workspace: string;

  beforeAll(async () => {
    if (reason !== "") throw new Error(reason);
    root = await mkdtemp(join(tmpdir(), "scan-"));
    workspace = join(root, "checkout");
    await write(
      "app/config/app.env",
      `# settings\nREGION=eu\nAWS_ACCESS_KEY_ID=${AWS_KEY}\nNEXT_LINE_PASSWORD=hunter2-hunter2\n`,
    );
    await write("app/deploy.sh", `#!/bin/sh\ncurl -H "Authorization: token ${GITHUB_TOKEN}" https://api.github.com\n`);
    await write("clean/readme.txt", "nothing to see\n");
  });
  afterAll(() => rm(root, { recursive: true, force: true }));

  async function write(path: string, text: string): Promise<void> {
    await mkdir(dirname(join(workspace, path)), { recursive: true });
    await writeFile(join(workspace, path), text);
  }
  const scan = (
    inputs: Record<string, string> = {},
    options: Parameters<typeof runAction>[1] = {},
  ): Promise<ActionResult> =>
    runAction("trivy-fs-scan", {
      workspace,
      inputs: { scanners: "secret", "trivy-path": "path" in trivy ? trivy.path : "", ...inputs },
      ...options,
    });

  describe("a folder with secrets", () => {
    let result: ActionResult;
    let files: { json: string; table: string };
    beforeAll(async () => {
      files = { json: join(root, "out", "trivy.json"), table: join(root, "out", "trivy.txt") };
      await mkdir(join(root, "out"));
      const env = { RUNNER_TEMP: join(root, "out") };
      result = await scan({ "json-file": files.json, "table-file": files.table }, { debug: true, env });
    });

    it("fails with the counts, the worst finding and what to do", () => {
      expect(result.exitCode).toBe(1);
      expect(result.annotations.at(-1)).toMatchObject({
        level: "error",
        message: expect.stringMatching(/2 CRITICAL findings.*fails on HIGH[\s\S]*Rotate each secret/),
      });
    });

    it("counts by severity", () => {
      expect(result.outputs).toEqual({
        critical: "2",
        high: "0",
        medium: "0",
        low: "0",
        unknown: "0",
        total: "2",
        targets: "",
        "files-scanned": "3",
        "report-json": files.json,
        "report-table": files.table,
      });
    });

    it("points at file and line", () => {
      expect(result.annotations.slice(0, -1)).toMatchObject([
        { level: "error", file: "app/config/app.env", line: 3, title: "CRITICAL: aws-access-key-id" },
        { level: "error", file: "app/deploy.sh", line: 2, title: "CRITICAL: github-pat" },
      ]);
    });

    it("writes one scan as JSON and as a table", async () => {
      const report = JSON.parse(await readFile(files.json, "utf8"));
      expect(report.Results.map(({ Target }: { Target: string }) => Target)).toEqual([
        "app/config/app.env",
        "app/deploy.sh",
      ]);
      expect(await readFile(files.table, "utf8")).toMatch(
        /^SEVERITY .*\nCRITICAL {2}aws-access-key-id {2}app\/config\/app\.env:3 .*\nCRITICAL {2}github-pat .*app\/deploy\.sh:2 .*\n$/,
      );
    });

    it("shows no secret and no lines around one", async () => {
      const shown = [
        result.log,
        result.stdoutRaw,
        result.stderrRaw,
        result.summary,
        await readFile(files.json, "utf8"),
        await readFile(files.table, "utf8"),
      ].join("\n");
      for (const secret of [AWS_KEY, GITHUB_TOKEN, "hunter2"]) expect(shown).not.toContain(secret);
    });

    it("does not change the checkout or the temporary folder", async () => {
      expect(result.leftInTemp).toEqual([]);
      expect((await readdir(workspace)).sort()).toEqual(["app", "clean"]);
    });
  });

  it("passes the same findings with NONE, and writes the reports to the job's temporary folder", async () => {
    const { exitCode, outputs, leftInTemp, annotations } = await scan({ "fail-on": "NONE" });
    expect(exitCode).toBe(0);
    expect(outputs).toMatchObject({ critical: "2", total: "2" });
    expect(annotations.map(({ level }) => level)).toEqual(["warning", "warning"]);
    expect(leftInTemp.filter((name) => /^trivy-report-[^/]+\/trivy\.(json|txt)$/.test(name))).toHaveLength(2);
  });

  it("a clean folder passes", async () => {
    const { exitCode, outputs, log } = await scan({ "scan-path": "clean" });
    expect(exitCode).toBe(0);
    expect(outputs).toMatchObject({ total: "0", critical: "0" });
    expect(log).toContain("No findings of severity CRITICAL, HIGH");
  });

  it("annotations for a subfolder or a single file are relative to the checkout", async () => {
    expect((await scan({ "scan-path": "app/config" })).annotations[0]).toMatchObject({
      file: "app/config/app.env",
      line: 3,
    });
    expect((await scan({ "scan-path": "app/config/app.env" })).annotations[0]).toMatchObject({
      file: "app/config/app.env",
      line: 3,
    });
  });

  it.each([["./app/"], ["**/config, app"], ["a*"]])("skips skip-dirs: %s", async (folders) => {
    expect((await scan({ "skip-dirs": folders })).outputs.total).toBe("0");
  });

  it("skip-dirs is relative to the scanned folder", async () => {
    expect((await scan({ "scan-path": "app", "skip-dirs": "config" })).outputs.total).toBe("1");
    expect((await scan({ "scan-path": "app", "skip-dirs": "app" })).outputs.total).toBe("2");
  });

  it("ignores accepted findings, from the configured file or the one in the working directory", async () => {
    const accepted = join(root, "accepted");
    await writeFile(accepted, "# rotated on 2026-01-02\naws-access-key-id\n");
    expect((await scan({ trivyignore: accepted })).outputs.total).toBe("1");
    await write(".trivyignore", "github-pat\n");
    try {
      expect((await scan()).outputs.total).toBe("1");
    } finally {
      await rm(join(workspace, ".trivyignore"));
    }
  });

  it("ignores a Trivy configuration in the checkout", async () => {
    await write("trivy.yaml", "severity: [LOW]\nscan:\n  skip-dirs: [app]\n");
    await write("trivy-secret.yaml", "disable-rules: [aws-access-key-id, github-pat]\n");
    try {
      expect((await scan()).outputs.total).toBe("2");
    } finally {
      await rm(join(workspace, "trivy.yaml"));
      await rm(join(workspace, "trivy-secret.yaml"));
    }
  });

  it("warns about folders that Trivy skips by default", async () => {
    await write("dev/app.env", `AWS_ACCESS_KEY_ID=${AWS_KEY}\n`);
    try {
      const { outputs, annotations } = await scan({ "fail-on": "NONE" });
      expect(outputs.total).toBe("2");
      expect(annotations).toContainEqual(
        expect.objectContaining({ level: "warning", message: expect.stringContaining("never scans dev") }),
      );
    } finally {
      await rm(join(workspace, "dev"), { recursive: true });
    }
  });

  describe("links, which Trivy itself does not follow", () => {
    beforeAll(async () => {
      await symlink("app", join(workspace, "link"));
      await symlink("app/config/app.env", join(workspace, "file-link"));
      await mkdir(join(root, "elsewhere"));
      await writeFile(join(root, "elsewhere", "app.env"), `AWS_ACCESS_KEY_ID=${AWS_KEY}\n`);
      await symlink("../elsewhere", join(workspace, "out"));
    });
    afterAll(async () => {
      for (const name of ["link", "file-link", "out"]) await rm(join(workspace, name));
    });

    it.each([
      ["link", "2", "app/config/app.env"],
      ["link/", "2", "app/config/app.env"],
      ["link/config", "1", "app/config/app.env"],
      ["file-link", "1", "app/config/app.env"],
    ])("resolves scan-path %s", async (scanPath, total, file) => {
      const { exitCode, outputs, annotations } = await scan({ "scan-path": scanPath });
      expect(exitCode).toBe(1);
      expect(outputs.total).toBe(total);
      expect(annotations[0]).toMatchObject({ level: "error", file });
    });

    it("a link outside the workspace is refused, and scanned when allowed", async () => {
      const refused = await scan({ "scan-path": "out" });
      expect(refused.exitCode).toBe(1);
      expect(refused.log).toContain("outside the workspace");
      const allowed = await scan({ "scan-path": "out", "allow-outside-workspace": "true" });
      expect(allowed.outputs.total).toBe("1");
    });

    it("a link below scan-path that points outside is reported", async () => {
      const { annotations, summary } = await scan({ "fail-on": "NONE" });
      const warning = { level: "warning", message: expect.stringMatching(/1 link .*points outside it.*: out\./) };
      expect(annotations).toContainEqual(expect.objectContaining(warning));
      expect(summary).toContain("<code>out</code>");
    });
  });

  describe("nothing to scan", () => {
    beforeAll(() => mkdir(join(workspace, "empty")));
    afterAll(() => rm(join(workspace, "empty"), { recursive: true }));

    it("is a warning, or an error with fail-on-nothing", async () => {
      const lenient = await scan({ "scan-path": "empty" });
      expect(lenient.exitCode).toBe(0);
      expect(lenient.outputs).toMatchObject({ total: "0", "files-scanned": "0" });
      expect(lenient.annotations).toMatchObject([{ level: "warning", message: expect.stringContaining("No file") }]);
      expect(lenient.summary).toContain("No files were found");
      const strict = await scan({ "scan-path": "empty", "fail-on-nothing": "true" });
      expect(strict.exitCode).toBe(1);
      expect(strict.annotations).toMatchObject([
        { level: "error", message: expect.stringContaining("fail-on-nothing") },
      ]);
    });

    it("for vulnerabilities means that there is no lock file, even if there are files", async () => {
      const env = await emptyDatabase(join(root, "cache"));
      const without = await scan({ scanners: "vuln", "scan-path": "clean" }, { env });
      expect(without.exitCode).toBe(0);
      expect(without.outputs).toMatchObject({ targets: "0", "files-scanned": "" });
      expect(without.annotations).toMatchObject([
        { level: "warning", message: expect.stringContaining("No lock file") },
      ]);
      const strict = await scan({ scanners: "vuln, secret", "scan-path": "clean", "fail-on-nothing": "true" }, { env });
      expect(strict.exitCode).toBe(1);
      await write("locked/package-lock.json", LOCK_FILE);
      const locked = await scan({ scanners: "vuln", "scan-path": "locked", "fail-on-nothing": "true" }, { env });
      await rm(join(workspace, "locked"), { recursive: true });
      expect(locked.exitCode).toBe(0);
      expect(locked.outputs).toMatchObject({ targets: "1", total: "0" });
    });
  });

  it("removes the last commit from the report", async () => {
    const repository = join(workspace, "repository");
    await write("repository/a.txt", "nothing to see here\n");
    const git = (...args: string[]) => promisify(execFile)("git", ["-C", repository, ...args]);
    await git("init", "--quiet");
    await git("add", "a.txt");
    const who = ["-c", "user.name=Somebody", "-c", "user.email=somebody@example.org"];
    await git(...who, "commit", "--quiet", "--message", `the token is ${GITHUB_TOKEN}`);
    try {
      const report = join(root, "out", "of-a-repository.json");
      await scan({ "scan-path": "repository", "json-file": report }, { env: { RUNNER_TEMP: join(root, "out") } });
      const text = await readFile(report, "utf8");
      expect(JSON.parse(text)).toHaveProperty("ArtifactName");
      expect(text).not.toMatch(/ghp_|somebody@example/i);
    } finally {
      await rm(repository, { recursive: true });
    }
  });

  it("fails with the remedy when the database cannot be downloaded", async () => {
    const { exitCode, annotations, outputs } = await scan(
      { scanners: "vuln" },
      { env: { TRIVY_DB_REPOSITORY: "127.0.0.1:9/trivy-db:2" } },
    );
    expect(exitCode).toBe(1);
    expect(annotations).toMatchObject([
      { level: "error", message: expect.stringMatching(/TRIVY_DB_REPOSITORY to a mirror/) },
    ]);
    expect(outputs.total).toBe("");
  });

  describe("running Trivy", () => {
    /** A wrapper that runs `first` and then Trivy. */
    async function before(first: string): Promise<string> {
      const path = join(root, `wrapped-${Math.random().toString(36).slice(2)}`);
      await writeFile(path, `#!/bin/sh\n${first}\nexec '${"path" in trivy ? trivy.path : ""}' "$@"\n`);
      await chmod(path, 0o755);
      return path;
    }

    it("passes none of the job's tokens", async () => {
      const seen = join(root, "environment");
      const wrapped = await before(`env >>'${seen}'`);
      await scan(
        { "trivy-path": wrapped, "fail-on": "NONE" },
        {
          env: {
            GITHUB_TOKEN: "t1",
            ACTIONS_RUNTIME_TOKEN: "t2",
            ACTIONS_ID_TOKEN_REQUEST_TOKEN: "t3",
            AWS_SECRET_ACCESS_KEY: "t4",
            TRIVY_SEVERITY: "LOW",
          },
        },
      );
      const names = (await readFile(seen, "utf8")).split("\n").map((line) => line.split("=")[0] ?? "");
      expect(names).toContain("PATH");
      // Ids with which the runner and this action find processes that were left running; they are not secret.
      const others = names.filter((name) => !["RUNNER_TRACKING_ID", "DEPLOY_ACTIONS_PROCESS"].includes(name));
      expect(others.filter((name) => /TOKEN|ACTIONS|GITHUB|RUNNER|INPUT|AWS|TRIVY/.test(name))).toEqual([]);
    });

    it("stops it when the job is cancelled, and leaves nothing behind", async () => {
      const wrapped = await before(`case "$1" in filesystem) echo scanning >&2; sleep 60;; esac`);
      const cancel = { whenLogged: /scanning/ };
      const result = await scan({ "trivy-path": wrapped }, { debug: true, cancel });
      expect(result.conclusion).toBe("cancelled");
      expect(result.durationMs).toBeLessThan(20_000);
      expect(result.orphans).toEqual([]);
      expect(result.leftInTemp).toEqual([]);
    });
  });
});
