// Runs the real django-tenants with a shared schema and three tenants, one of which fails to migrate.
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { localTarget } from "@deploy-actions/target";
import { afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { run } from "../../../test/engine/program.ts";
import { djangoTenants, runMigration } from "../src/index.ts";
import { copyProject, failureOf, newDatabase, recordLog, sql } from "./engine-fixtures.ts";
import { type Python, pythonWithPackages } from "./python.ts";

let python: Python;
let project: Awaited<ReturnType<typeof copyProject>>;
let url: string;
let env: Record<string, string>;

beforeAll(async () => {
  python = await pythonWithPackages();
});
beforeEach(async () => {
  project = await copyProject("tenants-project");
  url = await newDatabase(python, "tenants");
  env = { ...python.env, DB_URL: url };
});
afterEach(() => project.remove());

const migrate = (log = recordLog()) =>
  runMigration(
    localTarget(),
    {
      migrator: djangoTenants([python.program, "manage.py"]),
      location: { kind: "target", directory: project.folder, env },
      timeoutMs: 120_000,
      logins: [],
    },
    { log, signal: new AbortController().signal },
  );

/** Tenants are created while the first release is live. */
async function threeTenants(): Promise<void> {
  const script =
    "from tenants.models import Tenant\nfor name in ('t1', 't2', 't3'): Tenant.objects.create(schema_name=name)";
  await run([python.program, "manage.py", "shell", "--verbosity", "0", "--command", script], {
    cwd: project.folder,
    env: { ...process.env, ...env },
  });
}

/** The second release adds an author to notes. */
const secondRelease = () =>
  writeFile(
    join(project.folder, "notes/migrations/0002_author.py"),
    `from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("notes", "0001_initial")]
    operations = [migrations.AddField("note", "author", models.TextField(default="anonymous"))]
`,
  );

test("a shared schema and three tenants: one tenant fails, is reported, is fixed and migrates; a second run changes nothing", async () => {
  const first = await migrate();
  expect(first).toMatchObject({ changed: true, before: { text: "none", schemas: { public: 0 } } });
  expect(first.after?.schemas).toEqual({ public: 4 });
  expect(await sql(python, url, "select schema_name from tenants_tenant")).toEqual([["public"]]);

  await threeTenants();
  await secondRelease();
  await sql(python, url, "alter table t2.notes_note add column author text");
  const error = await failureOf(migrate());
  expect(error.reason).toBe("failed");
  expect(error.message).toMatch(
    /manage\.py migrate_schemas --tenant` exited with code 1\..*column "author".*already exists/s,
  );
  expect(error.before?.schemas).toEqual({ public: 4, t1: 4, t2: 4, t3: 4 });
  expect(error.after?.schemas).toMatchObject({ public: 5, t2: 4 });
  expect(error.state).toMatch(
    /some migrations were applied and remain applied\.\nApplied migrations by schema:\n {2}public: 4 → 5\n/,
  );
  expect(error.state).toMatch(/\n {2}t2: 4, unchanged(\n|$)/);

  await sql(python, url, "alter table t2.notes_note drop column author");
  const second = await migrate();
  expect(second.changed).toBe(true);
  expect(second.after?.schemas).toEqual({ public: 5, t1: 5, t2: 5, t3: 5 });
  const columns = "select table_schema from information_schema.columns where column_name = 'author' order by 1";
  expect(await sql(python, url, columns)).toEqual([["t1"], ["t2"], ["t3"]]);

  expect(await migrate()).toEqual({ changed: false, before: second.after, after: second.after });
});

test("a folder without manage.py is reported before anything happens", async () => {
  const migration = { migrator: djangoTenants([python.program, "elsewhere/manage.py"]), timeoutMs: 60_000, logins: [] };
  const location = { kind: "target", directory: project.folder, env } as const;
  const log = recordLog();
  const error = await failureOf(
    runMigration(localTarget(), { ...migration, location }, { log, signal: new AbortController().signal }),
  );
  expect(error.reason).toBe("head-unreadable");
  expect(error.message).toMatch(/can't open file/);
  expect(error.state).toBe("No migration was started.");
});
