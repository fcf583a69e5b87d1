// Alembic: `upgrade heads` applies pending migrations of all branches; `current` prints the database's revisions. Alembic logs to stderr,
// so stdout contains only the revisions. Source: https://alembic.sqlalchemy.org/en/latest/api/commands.html, and the output of 1.20.
import type { Argv, Head, Migrator, Step } from "./migrator.ts";

/** `program`: how the project runs it, e.g. `alembic -c db/alembic.ini` or `poetry run alembic`. */
export function alembic(program: Argv = ["alembic"]): Migrator {
  const step = (...args: readonly string[]): Step => ({
    argv: [...program, ...args],
    // Without a terminal Python buffers its output, and the last lines of a killed migration would be lost.
    env: { PYTHONUNBUFFERED: "1" },
  });
  return {
    tool: "alembic",
    head: { step: step("current"), parse: parseRevisions },
    statusCommand: [...program, "current"].join(" "),
    apply: () => [step("upgrade", "heads")],
  };
}

/** A revision, optionally followed by Alembic's labels: `(head)`, `(effective head)`, `(mergepoint)`. */
const REVISION = /^([\w.-]+)(?: \([\w ]+\))*$/;

/** A database can be at several revisions at once, one per branch; they are sorted because their order has no meaning. */
function parseRevisions(stdout: string): Head {
  const found = stdout.split(/\r?\n/).flatMap((line) => REVISION.exec(line.trim())?.[1] ?? []);
  const names = [...new Set(found)].sort();
  return { text: names.length === 0 ? "none" : names.join(",") };
}
