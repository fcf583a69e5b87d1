// Matches a tool's output against known failures and explains the likely cause. Pure.

/** The likely cause of a failure with this output; undefined when no known pattern matches. The first match wins. */
export function likelyCause(lines: readonly string[]): string | undefined {
  const text = lines.join("\n");
  return CAUSES.find(([pattern]) => pattern.test(text))?.[1];
}

const CAUSES: readonly (readonly [RegExp, string])[] = [
  [
    /can't locate revision/i,
    "The database is at a revision that this release does not have: a newer release migrated it. Deploy a release that has the revision, or downgrade the schema with the newer release first.",
  ],
  [
    /multiple head revisions|multiple heads|conflicting migrations/i,
    "Two migration branches were never merged: run the tool's merge command (alembic merge heads, manage.py makemigrations --merge) and commit the result.",
  ],
  [
    /password authentication failed|access denied for user|28P01/i,
    "The database rejected the login: check the credentials in environment-variables.",
  ],
  [
    /connection refused|ECONNREFUSED|could not translate host name|name or service not known|\bENOTFOUND\b|EAI_AGAIN|no route to host|ETIMEDOUT|connection timed out|timeout expired|could not connect/i,
    "The database could not be reached: check its address and that it is running. Inside a container, 127.0.0.1 is the container itself: set `network`, and use the database's host name on that network.",
  ],
  [
    /lock timeout|lock_timeout|55P03|P1002|another migration is already running/i,
    "Another session holds the lock: another migration, or a long transaction on the table (check pg_stat_activity). Run this step again when it has finished.",
  ],
  [
    /no module named|unknown command: '?migrate_schemas|ModuleNotFoundError|command not found|: not found/i,
    "The tool is not installed where the step runs: install the project's dependencies before this step, or set `image`.",
  ],
];
