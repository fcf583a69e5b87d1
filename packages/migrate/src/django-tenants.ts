// django-tenants: the shared schema first, then the project's super tenant if it has such a command, then every tenant. Source: https://django-tenants.readthedocs.io/en/latest/use.html#migrate-schemas, and the code of 4.0.
import { createHash } from "node:crypto";
import { z } from "zod/mini";
import { APPLIED_MIGRATIONS_QUERY, RESULT_MARKER } from "./applied-migrations-query.ts";
import type { Argv, Head, Migrator, Step } from "./migrator.ts";

const SUPER_TENANT = "create_super_tenant";

/** `program`: how the project runs its manage.py, e.g. `python3 src/manage.py`. */
export function djangoTenants(program: Argv = ["python", "manage.py"]): Migrator {
  const step = (...args: readonly string[]): Step => ({
    argv: [...program, ...args],
    // Without a terminal Python buffers its output, and the last lines of a killed migration would be lost.
    env: { PYTHONUNBUFFERED: "1" },
  });
  return {
    tool: "django-tenants",
    head: {
      step: step("shell", "--verbosity", "0", "--command", APPLIED_MIGRATIONS_QUERY),
      parse: parseAppliedMigrations,
    },
    statusCommand: [...program, "migrate_schemas", "--check"].join(" "),
    discover: step("help", "--commands"),
    apply: (commands) => [
      step("migrate_schemas", "--shared", "--fake-initial"),
      ...(hasCommand(commands, SUPER_TENANT) ? [step(SUPER_TENANT, "--no-input")] : []),
      step("migrate_schemas", "--tenant"),
    ],
  };
}

function hasCommand(commands: string, name: string): boolean {
  return commands.split(/\s+/).includes(name);
}

const Applied = z.record(z.string(), z.array(z.string()));

/** Throws when the marked line is missing or malformed. */
function parseAppliedMigrations(stdout: string): Head {
  const line = stdout.split(/\r?\n/).find((candidate) => candidate.startsWith(RESULT_MARKER));
  if (line === undefined) throw new Error("manage.py shell did not print the applied migrations");
  const applied = Object.entries(Applied.parse(JSON.parse(line.slice(RESULT_MARKER.length)))).sort(byName);
  const counts = applied.map(([name, migrations]) => [name, migrations.length] as const);
  const total = counts.reduce((sum, [, count]) => sum + count, 0);
  if (total === 0) return { text: "none", schemas: Object.fromEntries(counts) };
  const digest = createHash("sha256").update(JSON.stringify(applied)).digest("hex").slice(0, 12);
  return {
    text: `${digest} (${formatCount(applied.length, "schema")}, ${formatCount(total, "migration")})`,
    schemas: Object.fromEntries(counts),
  };
}

function formatCount(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}

function byName([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
