// Alembic: `upgrade heads` applies what is pending, and where a project keeps several branches all of them; `current`
// says where the database is. Alembic logs to stderr, so stdout holds the revisions alone.
// Source: https://alembic.sqlalchemy.org/en/latest/api/commands.html, and what 1.20 prints.
import type { Argv, Head, Migrator, Step } from "./migrator.ts";

/** `program`: how the project calls it, e.g. `alembic -c db/alembic.ini` or `poetry run alembic`. */
export function alembic(program: Argv = ["alembic"]): Migrator {
  const step = (...args: readonly string[]): Step => ({
    argv: [...program, ...args],
    // Without a terminal Python keeps its output back, and what a killed migration had said would be lost.
    env: { PYTHONUNBUFFERED: "1" },
  });
  return {
    tool: "alembic",
    head: { step: step("current"), parse: revisions },
    look: [...program, "current"].join(" "),
    apply: () => [step("upgrade", "heads")],
  };
}

/** A revision on its own, or followed by what Alembic says of it: `(head)`, `(effective head)`, `(mergepoint)`. */
const REVISION = /^([\w.-]+)(?: \([\w ]+\))*$/;

/** A database may be at several revisions at once, one a branch; their order says nothing. */
function revisions(stdout: string): Head {
  const found = stdout.split(/\r?\n/).flatMap((line) => REVISION.exec(line.trim())?.[1] ?? []);
  const names = [...new Set(found)].sort();
  return { text: names.length === 0 ? "none" : names.join(",") };
}
