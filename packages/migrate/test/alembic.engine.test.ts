// Runs the real Alembic on SQLite and PostgreSQL: upgrade, upgrade again, fail half-way, ahead of the release, too slow.
import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { localTarget } from "@deploy-actions/target";
import { afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { processesNaming } from "../../../test/engine/processes.ts";
import { alembic, type Migration, runMigration } from "../src/index.ts";
import { copyProject, failureOf, newDatabase, recordLog } from "./engine-fixtures.ts";
import { type Python, pythonWithPackages } from "./python.ts";

let python: Python;
let project: Awaited<ReturnType<typeof copyProject>>;

beforeAll(async () => {
  python = await pythonWithPackages();
});
beforeEach(async () => {
  project = await copyProject("alembic-project");
});
afterEach(() => project.remove());

const never = new AbortController().signal;
const withDriver = (url: string) => url.replace("postgres://", "postgresql+psycopg://");

function migration(url: string, given: Partial<Migration> = {}): Migration {
  const env = { ...python.env, DB_URL: withDriver(url) };
  return {
    migrator: alembic([python.program, "-m", "alembic"]),
    location: { kind: "target", directory: project.folder, env },
    timeoutMs: 60_000,
    logins: [],
    ...given,
  };
}

const migrate = (url: string, given?: Partial<Migration>, log = recordLog()) =>
  runMigration(localTarget(), migration(url, given), { log, signal: never });

function revision(name: string, after: string, body: string): Promise<void> {
  const text = `import sqlalchemy as sa\nfrom alembic import op\n\nrevision = "${name}"\ndown_revision = "${after}"\n\n\ndef upgrade():\n    ${body}\n`;
  return writeFile(join(project.folder, "versions", `${name}.py`), text);
}
const addColumn = (column: string) => `op.add_column("people", sa.Column("${column}", sa.Text))`;

test.each(["sqlite", "postgres"])(
  "on %s: upgrade, upgrade again, fail half-way, fixed, ahead of the release",
  async (kind) => {
    const url = kind === "sqlite" ? `sqlite:///${join(project.folder, "x.db")}` : await newDatabase(python, "alembic");
    expect(await migrate(url)).toEqual({ changed: true, before: { text: "none" }, after: { text: "0002" } });
    expect(await migrate(url)).toEqual({ changed: false, before: { text: "0002" }, after: { text: "0002" } });

    await revision("0003", "0002", addColumn("phone"));
    await revision("0004", "0003", 'op.execute("insert into nowhere values (1)")');
    const broken = await failureOf(migrate(url));
    expect(broken.reason).toBe("failed");
    expect(broken.message).toMatch(
      /-m alembic upgrade heads` exited with code 1\.\nThe last lines of output:\n.*nowhere/s,
    );
    expect([broken.before?.text, broken.after?.text]).toEqual(["0002", "0003"]);
    expect(broken.state).toBe("The head was 0002 and is now 0003: some migrations were applied and remain applied.");

    await revision("0004", "0003", addColumn("city"));
    expect(await migrate(url)).toMatchObject({ changed: true, before: { text: "0003" }, after: { text: "0004" } });

    await rm(join(project.folder, "versions/0004.py"));
    const ahead = await failureOf(migrate(url));
    expect(ahead.reason).toBe("head-unreadable");
    expect(ahead.state).toBe("No migration was started.");
    expect(ahead.next).toMatch(/a newer release migrated it/);
  },
);

test("branches that were never merged are all applied, and the head names each", async () => {
  const url = `sqlite:///${join(project.folder, "x.db")}`;
  await revision("0003b", "0002", addColumn("b"));
  await revision("0003a", "0002", addColumn("a"));
  expect(await migrate(url)).toMatchObject({ changed: true, after: { text: "0003a,0003b" } });
});

test("a migration that takes too long is stopped and leaves nothing running, and the next run is not blocked", async () => {
  const url = await newDatabase(python, "slow");
  const began = performance.now();
  await migrate(url);
  // Scaled to how busy this machine is now, so that the slow migration is reached.
  const timeoutMs = 2_000 + 2 * (performance.now() - began);
  await revision("0003", "0002", 'op.execute("select pg_sleep(120)")');
  const error = await failureOf(migrate(url, { timeoutMs }));
  expect(error.reason).toBe("timeout");
  expect(error.message).toMatch(/upgrade heads` did not finish within [\d.]+ s and was stopped/);
  expect(error.after?.text).toBe("0002");
  expect(await processesNaming(project.folder)).toEqual([]);
  await rm(join(project.folder, "versions/0003.py"));
  expect(await migrate(url)).toMatchObject({ changed: false });
});

test("neither the log nor the error contains the password", async () => {
  const url = await newDatabase(python, "secret");
  const log = recordLog();
  await revision("0003", "0002", 'op.execute("insert into nowhere values (1)")');
  const error = await failureOf(migrate(url, {}, log));
  const { password } = new URL(url);
  expect(password.length).toBeGreaterThan(8);
  expect([...log.lines, error.message, error.state, error.next].join("\n")).not.toContain(password);
});

test("a database that cannot be reached", async () => {
  const error = await failureOf(migrate("postgres://nobody:none@127.0.0.1:1/none"));
  expect(error.reason).toBe("head-unreadable");
  expect(error.state).toBe("No migration was started.");
  expect(error.next).toMatch(/The database could not be reached/);
});

test("a tool that is not installed", async () => {
  const program = await failureOf(migrate("x", { migrator: alembic(["alembic-not-installed"]) }));
  expect(program.reason).toBe("tool-missing");
  expect(program.message).toBe("alembic-not-installed was not found on this machine.");
  const location = { kind: "target", env: { ...python.env, PYTHONPATH: "", DB_URL: "x" } } as const;
  const module = await failureOf(migrate("x", { location }));
  expect(module.next).toMatch(/The tool is not installed where the step runs/);
});
