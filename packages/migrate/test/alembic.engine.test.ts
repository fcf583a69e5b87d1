// Alembic itself, on SQLite and on PostgreSQL: up, up again, broken half-way, ahead of the release, too slow.
import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { localTarget } from "@deploy-actions/target";
import { afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { processesNaming } from "../../../test/engine/processes.ts";
import { alembic, type Migration, runMigration } from "../src/index.ts";
import { copyOf, failureOf, keptLog, newDatabase } from "./engine-fixtures.ts";
import { type Python, pythonWithPackages } from "./python.ts";

let python: Python;
let project: Awaited<ReturnType<typeof copyOf>>;

beforeAll(async () => {
  python = await pythonWithPackages();
});
beforeEach(async () => {
  project = await copyOf("alembic-project");
});
afterEach(() => project.remove());

const never = new AbortController().signal;
const driven = (url: string) => url.replace("postgres://", "postgresql+psycopg://");

function migration(url: string, given: Partial<Migration> = {}): Migration {
  const env = { ...python.env, DB_URL: driven(url) };
  return {
    migrator: alembic([python.program, "-m", "alembic"]),
    place: { kind: "target", directory: project.folder, env },
    timeoutMs: 60_000,
    logins: [],
    ...given,
  };
}

const migrate = (url: string, given?: Partial<Migration>, log = keptLog()) =>
  runMigration(localTarget(), migration(url, given), { log, signal: never });

function revision(name: string, after: string, body: string): Promise<void> {
  const text = `import sqlalchemy as sa\nfrom alembic import op\n\nrevision = "${name}"\ndown_revision = "${after}"\n\n\ndef upgrade():\n    ${body}\n`;
  return writeFile(join(project.folder, "versions", `${name}.py`), text);
}
const adds = (column: string) => `op.add_column("people", sa.Column("${column}", sa.Text))`;

test.each(["sqlite", "postgres"])(
  "on %s: up, up again, broken half-way, mended, ahead of the release",
  async (kind) => {
    const url = kind === "sqlite" ? `sqlite:///${join(project.folder, "x.db")}` : await newDatabase(python, "alembic");
    expect(await migrate(url)).toEqual({ changed: true, before: { text: "none" }, after: { text: "0002" } });
    expect(await migrate(url)).toEqual({ changed: false, before: { text: "0002" }, after: { text: "0002" } });

    await revision("0003", "0002", adds("phone"));
    await revision("0004", "0003", 'op.execute("insert into nowhere values (1)")');
    const broken = await failureOf(migrate(url));
    expect(broken.reason).toBe("failed");
    expect(broken.message).toMatch(
      /-m alembic upgrade heads` ended with code 1\.\nThe last lines it printed:\n.*nowhere/s,
    );
    expect([broken.before?.text, broken.after?.text]).toEqual(["0002", "0003"]);
    expect(broken.state).toBe("The head was 0002 and is now 0003: a part was applied and stands.");

    await revision("0004", "0003", adds("city"));
    expect(await migrate(url)).toMatchObject({ changed: true, before: { text: "0003" }, after: { text: "0004" } });

    await rm(join(project.folder, "versions/0004.py"));
    const ahead = await failureOf(migrate(url));
    expect(ahead.reason).toBe("head-unreadable");
    expect(ahead.state).toBe("No migration was started.");
    expect(ahead.next).toMatch(/migrated by a newer one/);
  },
);

test("branches that were never joined are all applied, and the head names each", async () => {
  const url = `sqlite:///${join(project.folder, "x.db")}`;
  await revision("0003b", "0002", adds("b"));
  await revision("0003a", "0002", adds("a"));
  expect(await migrate(url)).toMatchObject({ changed: true, after: { text: "0003a,0003b" } });
});

test("what is too slow is ended and leaves nothing running, and the next run is not held up", async () => {
  const url = await newDatabase(python, "slow");
  const began = performance.now();
  await migrate(url);
  // Time enough to get to the slow migration on a machine as busy as this one is now.
  const timeoutMs = 2_000 + 2 * (performance.now() - began);
  await revision("0003", "0002", 'op.execute("select pg_sleep(120)")');
  const error = await failureOf(migrate(url, { timeoutMs }));
  expect(error.reason).toBe("timeout");
  expect(error.message).toMatch(/upgrade heads` had not ended after [\d.]+ s and was ended/);
  expect(error.after?.text).toBe("0002");
  expect(await processesNaming(project.folder)).toEqual([]);
  await rm(join(project.folder, "versions/0003.py"));
  expect(await migrate(url)).toMatchObject({ changed: false });
});

test("neither the log nor the error holds the password", async () => {
  const url = await newDatabase(python, "secret");
  const log = keptLog();
  await revision("0003", "0002", 'op.execute("insert into nowhere values (1)")');
  const error = await failureOf(migrate(url, {}, log));
  const { password } = new URL(url);
  expect(password.length).toBeGreaterThan(8);
  expect([...log.lines, error.message, error.state, error.next].join("\n")).not.toContain(password);
});

test("a database that is not there", async () => {
  const error = await failureOf(migrate("postgres://nobody:none@127.0.0.1:1/none"));
  expect(error.reason).toBe("head-unreadable");
  expect(error.state).toBe("No migration was started.");
  expect(error.next).toMatch(/The database did not answer/);
});

test("a tool that is not there", async () => {
  const program = await failureOf(migrate("x", { migrator: alembic(["alembic-that-nobody-has"]) }));
  expect(program.reason).toBe("tool-missing");
  expect(program.message).toBe("alembic-that-nobody-has was not found on this machine.");
  const place = { kind: "target", env: { ...python.env, PYTHONPATH: "", DB_URL: "x" } } as const;
  const module = await failureOf(migrate("x", { place }));
  expect(module.next).toMatch(/The tool is not installed where the step runs/);
});
