// The shipped action without a Docker engine: a command on the runner, outputs, masks, input errors, cancellation.
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { runAction } from "../../../test/harness/index.ts";

let workspace: string;
beforeEach(async () => {
  workspace = await mkdtemp(join(tmpdir(), "migrate-contract-"));
});
afterEach(() => rm(workspace, { recursive: true, force: true }));

const migrate = (inputs: Record<string, string>, more: Parameters<typeof runAction>[1] = {}) =>
  runAction("migrate", { workspace, inputs, ...more });

/** A minimal tool: the head is the number in a file, and migrating sets it to 7. */
const tool = { command: "echo applying; echo 7 > head", "head-command": "cat head 2>/dev/null || echo none" };
const outputs = (changed: string, before: string, after: string) => ({
  changed,
  "head-before": before,
  "head-after": after,
});

test("applies and reports the head before and after; a second run changes nothing", async () => {
  const first = await migrate(tool);
  expect(first.outputs).toEqual(outputs("true", "none", "7"));
  expect(first.log).toMatch(/^applying$/m);
  expect(first.summary).toContain("<td>none</td><td>7</td>");
  const second = await migrate(tool);
  expect(second.outputs).toEqual(outputs("false", "7", "7"));
  expect(second.log.trimEnd()).toMatch(/Unchanged: the head is 7\.$/);
});

test("without head-command, whether anything changed is unknown", async () => {
  const { conclusion, outputs: said } = await migrate({ command: tool.command });
  expect(conclusion).toBe("success");
  expect(said).toEqual(outputs("unknown", "", ""));
});

test("the command is one argument of its shell, and the first failure in a pipe ends it", async () => {
  const { conclusion } = await migrate({ command: `printf '%s\\n' "$(echo "a'b")" "; touch never" > printed` });
  expect(conclusion).toBe("success");
  expect(await readFile(join(workspace, "printed"), "utf8")).toBe("a'b\n; touch never\n");
  const piped = await migrate({ command: "false | cat\ntouch never" });
  expect(piped.exitCode).toBe(1);
  await expect(readFile(join(workspace, "never"))).rejects.toThrow();
});

test("variables reach the tool and no output; the password inside a URL is masked too", async () => {
  const url = "postgres://deploy:hunter2%24x@db.internal:5432/app";
  const { masks, stdoutRaw, summary } = await migrate({
    command: `test "$DB_URL" = '${url}'; echo "user deploy, password \${DB_URL:18:11}"; echo 'hunter2$x'`,
    "environment-variables": `DB_URL=${url}`,
  });
  expect(masks).toEqual(expect.arrayContaining([url, "hunter2%24x", "hunter2$x"]));
  const shown = stdoutRaw.split("\n").filter((line) => !line.startsWith("::add-mask::"));
  expect(shown.join("\n")).not.toContain("hunter2");
  expect(summary).not.toContain("hunter2");
});

test("a failing command: exit 1, its last lines, both heads, the next step, and no stack trace", async () => {
  const {
    exitCode,
    annotations,
    outputs: said,
    summary,
  } = await migrate({
    ...tool,
    command: "echo 3 > head; echo 'relation \"notes\" already exists' >&2; exit 9",
  });
  expect(exitCode).toBe(1);
  expect(said).toEqual(outputs("true", "none", "3"));
  const [annotation] = annotations;
  expect(annotation).toMatchObject({ level: "error", title: "migrate failed" });
  expect(annotation?.message).toMatch(
    /exited with code 9\.\nThe last lines of output:\n {2}relation "notes" already exists\n/,
  );
  expect(annotation?.message).toMatch(
    /State: The head was none and is now 3: some migrations were applied and remain applied\./,
  );
  expect(annotation?.message).toMatch(/Next: .*run this step again/);
  expect(annotation?.message).not.toMatch(/^\s+at /m);
  expect(summary).toContain("Migration failed");
});

test("a head that cannot be read: nothing is migrated", async () => {
  const { exitCode, annotations, outputs: said } = await migrate({ ...tool, "head-command": "exit 4" });
  expect(exitCode).toBe(1);
  expect(said).toEqual(outputs("unknown", "", ""));
  expect(annotations[0]?.message).toMatch(/could not be read before the migration.*exited with code 4/);
  await expect(readFile(join(workspace, "head"))).rejects.toThrow();
});

test("timeout: everything it started is stopped", async () => {
  const { exitCode, annotations, orphans } = await migrate({
    command: "sleep 300 & echo started; wait",
    "timeout-seconds": "3",
  });
  expect(exitCode).toBe(1);
  expect(annotations[0]?.message).toMatch(/did not finish within 3 s and was stopped/);
  expect(annotations[0]?.message).toMatch(/is unknown, because head-command is not set/);
  expect(orphans).toEqual([]);
});

test("cancelled: it stops before the runner's second signal and reports what is known", async () => {
  const { exitCode, cancelled, annotations, orphans } = await migrate(
    { ...tool, command: "echo started; sleep 300" },
    { cancel: { whenLogged: /^started$/ } },
  );
  expect(exitCode).toBe(1);
  expect(cancelled?.sent).toEqual(["SIGINT"]);
  expect(annotations[0]?.message).toMatch(/was stopped because the run was cancelled/);
  expect(orphans).toEqual([]);
});

test("a working directory that does not exist, and one that does", async () => {
  const missing = await migrate({ command: "true", "working-directory": "db" });
  expect(missing.exitCode).toBe(1);
  expect(missing.annotations[0]?.message).toMatch(/working directory db does not exist/);
  const { exitCode } = await migrate({ command: "pwd > here", "working-directory": "." });
  expect(exitCode).toBe(0);
});

describe("invalid inputs are refused before anything happens, all in one error", () => {
  test.each([
    [{}, [/`command` is missing/]],
    [{ tool: "flyway", command: "x" }, [/`tool` must be one of command, alembic, django-tenants/]],
    [{ command: "x", image: "ghcr.io/acme/app:latest" }, [/`image` must be immutable.*"latest"/]],
    [{ command: "x", image: "Acme/App" }, [/`image` must be an image reference/]],
    [{ command: "x", network: "n", "registry-password": "p" }, [/`network`/, /`registry-username`/]],
    [{ tool: "alembic", command: "cd db && alembic" }, [/shell syntax/]],
    [{ command: "x", "timeout-seconds": "0" }, [/`timeout-seconds`/]],
    [{ command: "x", "environment-variables": "hunter2" }, [/`environment-variables` must be NAME=value lines/]],
  ])("%j", async (inputs, messages) => {
    const { exitCode, annotations, stdoutRaw, outputs: said } = await migrate(inputs);
    expect(exitCode).toBe(1);
    for (const message of messages) expect(annotations[0]?.message).toMatch(message);
    expect(annotations).toHaveLength(1);
    expect(Object.values(said).join("")).toBe("");
    expect(
      stdoutRaw
        .split("\n")
        .filter((line) => !line.startsWith("::add-mask::"))
        .join("\n"),
    ).not.toContain("hunter2");
  });
});

test("an engine that does not answer", async () => {
  const { exitCode, annotations } = await migrate(
    { command: "true", image: `app@sha256:${"a".repeat(64)}` },
    { env: { DOCKER_HOST: `unix://${join(workspace, "no.sock")}` } },
  );
  expect(exitCode).toBe(1);
  expect(annotations[0]?.message).toMatch(/No Docker engine answers|There is no docker command/);
});

test("a tool that is not installed", async () => {
  const { exitCode, annotations } = await migrate({ tool: "alembic", command: "alembic-not-installed" });
  expect(exitCode).toBe(1);
  expect(annotations[0]?.message).toMatch(/alembic-not-installed was not found/);
});
