// What every engine test of migrate works with: a database of its own, a copy of a project, and a log that keeps its lines.
import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Log } from "@deploy-actions/contract";
import { engine } from "../../../test/engine/index.ts";
import { run } from "../../../test/engine/program.ts";
import type { MigrateError } from "../src/index.ts";
import type { Python } from "./python.ts";

/** A new, empty database; the URL is as `from` reaches it. */
export async function newDatabase(python: Python, name: string, from: "here" | "containers" = "here"): Promise<string> {
  const { postgres } = engine();
  const fresh = `migrate_${name}_${process.pid}`;
  await sql(python, postgres.url("postgres", "here"), `drop database if exists "${fresh}" with (force)`);
  await sql(python, postgres.url("postgres", "here"), `create database "${fresh}"`);
  return postgres.url(fresh, from);
}

/** What the last statement answered: rows of columns, as text. */
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

/** A copy of a project beside this file, in a folder that `remove` takes away. */
export async function copyOf(project: string): Promise<{ folder: string; remove: () => Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), "migrate-test-"));
  await cp(fileURLToPath(new URL(project, import.meta.url)), folder, { recursive: true });
  return { folder, remove: () => rm(folder, { recursive: true, force: true }) };
}

export type KeptLog = Log & { readonly lines: string[] };

export function keptLog(): KeptLog {
  const lines: string[] = [];
  const keep = (line: string): void => void lines.push(line);
  return { lines, info: keep, debug: keep, warning: keep };
}

/** The error that a migration ends with; fails the test when it ends well. */
export async function failureOf(migration: Promise<unknown>): Promise<MigrateError> {
  return migration.then(
    (value) => {
      throw new Error(`the migration ended well: ${JSON.stringify(value)}`);
    },
    (error: MigrateError) => error,
  );
}
