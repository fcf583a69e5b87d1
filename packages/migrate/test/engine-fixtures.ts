// Fixtures of migrate's engine tests: a separate database, a copy of a project, and a log that records its lines.
import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Log } from "@deploy-actions/contract";
import { engine } from "../../../test/engine/index.ts";
import { run } from "../../../test/engine/program.ts";
import type { MigrateError } from "../src/index.ts";
import type { Python } from "./python.ts";

/** A new, empty database; the URL is the one that `from` uses. */
export async function newDatabase(python: Python, name: string, from: "here" | "containers" = "here"): Promise<string> {
  const { postgres } = engine();
  const database = `migrate_${name}_${process.pid}`;
  await sql(python, postgres.url("postgres", "here"), `drop database if exists "${database}" with (force)`);
  await sql(python, postgres.url("postgres", "here"), `create database "${database}"`);
  return postgres.url(database, from);
}

/** Runs a statement and returns its rows of columns, as text. */
export async function sql(python: Python, url: string, statement: string): Promise<string[][]> {
  const script =
    "import json, sys, psycopg\n" +
    "with psycopg.connect(sys.argv[1], autocommit=True) as connection:\n" +
    "    cursor = connection.execute(sys.argv[2])\n" +
    "    rows = cursor.fetchall() if cursor.description else []\n" +
    "    print(json.dumps([[str(value) for value in row] for row in rows]))\n";
  const stdout = await run([python.program, "-c", script, url, statement], { env: { ...process.env, ...python.env } });
  const rows: string[][] = JSON.parse(stdout);
  return rows;
}

/** A copy of a project next to this file, in a folder that `remove` deletes. */
export async function copyProject(project: string): Promise<{ folder: string; remove: () => Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), "migrate-test-"));
  await cp(fileURLToPath(new URL(project, import.meta.url)), folder, { recursive: true });
  return { folder, remove: () => rm(folder, { recursive: true, force: true }) };
}

export type RecordedLog = Log & { readonly lines: string[] };

export function recordLog(): RecordedLog {
  const lines: string[] = [];
  const record = (line: string): void => void lines.push(line);
  return { lines, info: record, debug: record, warning: record };
}

/** The error of a failed migration; fails the test when the migration succeeds. */
export async function failureOf(migration: Promise<unknown>): Promise<MigrateError> {
  return migration.then(
    (value) => {
      throw new Error(`the migration succeeded: ${JSON.stringify(value)}`);
    },
    (error: MigrateError) => error,
  );
}
