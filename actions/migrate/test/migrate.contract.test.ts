// The shipped action without an engine: any command on the runner, its outputs, its masks, its refusals, its cancellation.
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

/** A tool of three lines: the head is the number in a file, up makes it 7. */
const tool = { command: "echo applying; echo 7 > head", "head-command": "cat head 2>/dev/null || echo none" };
const outputs = (changed: string, before: string, after: string) => ({
  changed,
  "head-before": before,
  "head-after": after,
});

test("applies, and says how far the database was and is; again it changes nothing", async () => {
  const first = await migrate(tool);
  expect(first.outputs).toEqual(outputs("true", "none", "7"));
  expect(first.log).toMatch(/^applying$/m);
  expect(first.summary).toContain("<td>none</td><td>7</td>");
  const second = await migrate(tool);
  expect(second.outputs).toEqual(outputs("false", "7", "7"));
  expect(second.log.trimEnd()).toMatch(/Unchanged: the head is 7\.$/);
});

test("without head-command nobody can tell whether anything changed", async () => {
  const { conclusion, outputs: said } = await migrate({ command: tool.command });
  expect(conclusion).toBe("success");
  expect(said).toEqual(outputs("unknown", "", ""));
});

test("the command is one argument of its shell: what it holds cannot leave it, and the first failure in a pipe ends it", async () => {
  const { conclusion } = await migrate({ command: `printf '%s\\n' "$(echo "a'b")" "; touch never" > said` });
  expect(conclusion).toBe("success");
  expect(await readFile(join(workspace, "said"), "utf8")).toBe("a'b\n; touch never\n");
  const piped = await migrate({ command: "false | cat\ntouch never" });
  expect(piped.exitCode).toBe(1);
  await expect(readFile(join(workspace, "never"))).rejects.toThrow();
});

test("variables reach the tool and nothing that is written; the password inside a URL is masked too", async () => {
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

test("a failing command: exit 1, its last lines, both heads, what to do, and no stack trace", async () => {
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
    /ended with code 9\.\nThe last lines it printed:\n {2}relation "notes" already exists\n/,
  );
  expect(annotation?.message).toMatch(/State: The head was none and is now 3: a part was applied and stands\./);
  expect(annotation?.message).toMatch(/Next: .*run this step again/);
  expect(annotation?.message).not.toMatch(/^\s+at /m);
  expect(summary).toContain("Migration failed");
});

test("a head that cannot be read: nothing is migrated", async () => {
  const { exitCode, annotations, outputs: said } = await migrate({ ...tool, "head-command": "exit 4" });
  expect(exitCode).toBe(1);
  expect(said).toEqual(outputs("unknown", "", ""));
  expect(annotations[0]?.message).toMatch(/could not be read before the migration.*ended with code 4/);
  await expect(readFile(join(workspace, "head"))).rejects.toThrow();
});

test("out of time: everything it started is ended", async () => {
  const { exitCode, annotations, orphans } = await migrate({
    command: "sleep 300 & echo at work; wait",
    "timeout-seconds": "3",
  });
  expect(exitCode).toBe(1);
  expect(annotations[0]?.message).toMatch(/had not ended after 3 s and was ended/);
  expect(annotations[0]?.message).toMatch(/How far it got cannot be told: there is no head-command/);
  expect(orphans).toEqual([]);
});

test("cancelled: it ends before the runner's second signal and says what is known", async () => {
  const { exitCode, cancelled, annotations, orphans } = await migrate(
    { ...tool, command: "echo at work; sleep 300" },
    { cancel: { whenLogged: /^at work$/ } },
  );
  expect(exitCode).toBe(1);
  expect(cancelled?.sent).toEqual(["SIGINT"]);
  expect(annotations[0]?.message).toMatch(/was cancelled and was ended/);
  expect(orphans).toEqual([]);
});

test("a working directory that is not there, and one that is", async () => {
  const missing = await migrate({ command: "true", "working-directory": "db" });
  expect(missing.exitCode).toBe(1);
  expect(missing.annotations[0]?.message).toMatch(/working directory db does not exist/);
  const { exitCode } = await migrate({ command: "pwd > here", "working-directory": "." });
  expect(exitCode).toBe(0);
});

describe("inputs are refused before anything happens, all at once", () => {
  test.each([
    [{}, [/`command` is missing/]],
    [{ tool: "flyway", command: "x" }, [/`tool` must be one of command, alembic, django-tenants/]],
    [{ command: "x", image: "ghcr.io/acme/app:latest" }, [/`image` must not be able to change its meaning.*"latest"/]],
    [{ command: "x", image: "Acme/App" }, [/`image` must be an image reference/]],
    [{ command: "x", network: "n", "registry-password": "p" }, [/`network`/, /`registry-username`/]],
    [{ tool: "alembic", command: "cd db && alembic" }, [/plain words/]],
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

test("an engine that is not there", async () => {
  const { exitCode, annotations } = await migrate(
    { command: "true", image: `app@sha256:${"a".repeat(64)}` },
    { env: { DOCKER_HOST: `unix://${join(workspace, "no.sock")}` } },
  );
  expect(exitCode).toBe(1);
  expect(annotations[0]?.message).toMatch(/No Docker engine answers|There is no docker command/);
});

test("a tool that is not there", async () => {
  const { exitCode, annotations } = await migrate({ tool: "alembic", command: "alembic-that-nobody-has" });
  expect(exitCode).toBe(1);
  expect(annotations[0]?.message).toMatch(/alembic-that-nobody-has was not found/);
});
