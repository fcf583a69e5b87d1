// What two heads and a tool's last lines mean, in words for the person who reads them at two in the morning. Pure.
import type { Head } from "./migrator.ts";

export type Changed = boolean | "unknown";

/** True when the head moved; unknown where one of the two is not known. */
export function changed(before: Head | undefined, after: Head | undefined): Changed {
  return before === undefined || after === undefined ? "unknown" : before.text !== after.text;
}

/** How far the database is after a migration that did not come to its end. `canTell`: whether this project has a way to read the head. */
export function stateOf(before: Head | undefined, after: Head | undefined, canTell: boolean): string {
  if (!canTell) return "How far it got cannot be told: there is no head-command. What it had finished stands.";
  if (before === undefined) return "No migration was started.";
  if (after === undefined) return `The head was ${before.text} before; what it is now could not be read.`;
  const moved = movedSchemas(before, after);
  if (before.text === after.text) {
    return `The head is still ${after.text}, so no migration is recorded as applied; what one without a transaction had done stands.${moved}`;
  }
  return `The head was ${before.text} and is now ${after.text}: a part was applied and stands.${moved}`;
}

/** For each schema how many migrations it had and has, so that the one which stopped the rest is seen. */
export function movedSchemas(before: Head, after: Head): string {
  if (after.schemas === undefined) return "";
  const lines = Object.entries(after.schemas).map(([schema, count]) => {
    const earlier = before.schemas?.[schema] ?? 0;
    return `  ${schema}: ${earlier === count ? `${count}, unchanged` : `${earlier} → ${count}`}`;
  });
  return `\nApplied migrations by schema:\n${lines.join("\n")}`;
}

/** What usually lies behind such words of a tool, most telling first; undefined when none is known. */
export function likelyCause(lines: readonly string[]): string | undefined {
  const text = lines.join("\n");
  return CAUSES.find(([pattern]) => pattern.test(text))?.[1];
}

const CAUSES: readonly (readonly [RegExp, string])[] = [
  [
    /can't locate revision/i,
    "The database is at a revision that this release does not have: it was migrated by a newer one. Deploy a release that has it, or go back in the schema with that newer release.",
  ],
  [
    /multiple head revisions|multiple heads|conflicting migrations/i,
    "Two branches of migrations were never joined: run the tool's merge (alembic merge heads, manage.py makemigrations --merge) and commit it.",
  ],
  [
    /password authentication failed|access denied for user|28P01/i,
    "The database refused the login: check the credentials in environment-variables.",
  ],
  [
    /connection refused|ECONNREFUSED|could not translate host name|name or service not known|\bENOTFOUND\b|EAI_AGAIN|no route to host|ETIMEDOUT|connection timed out|timeout expired|could not connect/i,
    "The database did not answer: check its address and that it runs. Inside a container 127.0.0.1 is the container itself: give `network`, and the name that the database has there.",
  ],
  [
    /lock timeout|lock_timeout|55P03|P1002|another migration is already running/i,
    "Somebody else holds the lock: another migration, or a long transaction on the table (pg_stat_activity shows it). Run this step again when it is over.",
  ],
  [
    /no module named|unknown command: '?migrate_schemas|ModuleNotFoundError|command not found|: not found/i,
    "The tool is not installed where the step runs: install the project's dependencies before it, or give `image`.",
  ],
];
