// Migrates the schema: `up` applies what is pending, `head` prints the name of the last applied migration (or "none").
// node-pg-migrate holds a session lock (pg_advisory_lock) while it works, so concurrent migrations wait instead of racing.
import { fileURLToPath } from "node:url";
import { runner } from "node-pg-migrate";
import pg from "pg";

const TABLE = "schema_migrations";
const usage = "Usage: migrate up | migrate head, with DB_URL set.";

// The first process of a container ignores signals that it does not handle. Exiting closes the connection, so
// PostgreSQL rolls back and frees the lock.
for (const name of ["SIGTERM", "SIGINT"]) process.once(name, () => process.exit(143));

const { DB_URL } = process.env;
const verb = process.argv[2];
if (!DB_URL || !["up", "head"].includes(verb)) {
  console.error(usage);
  process.exit(2);
}

// lock_timeout ends the wait for another migration, and for a table that another session has locked, instead of
// queueing all of the application's queries behind ours. client_connection_check_interval (PostgreSQL 14 and later) lets the server
// notice within a second that the connection is gone; without it a long statement runs to its end and keeps the locks.
const client = new pg.Client({
  connectionString: DB_URL,
  connectionTimeoutMillis: 5000,
  options: "-c lock_timeout=15s -c client_connection_check_interval=1s",
});
try {
  await client.connect();
  await (verb === "up" ? up() : head());
} catch (error) {
  console.error(`migrate ${verb}: ${error.message || error.code || error}`);
  process.exitCode = 1;
} finally {
  await client.end().catch(() => {});
}

async function up() {
  const done = await runner({
    dbClient: client,
    dir: fileURLToPath(new URL("migrations", import.meta.url)),
    migrationsTable: TABLE,
    direction: "up",
    // All pending migrations or none; by default the library commits each file.
    singleTransaction: true,
    advisoryLockMode: "wait",
    logger: { debug() {}, info: console.log, warn: console.warn, error: console.error },
  });
  console.log(done.length === 0 ? "Nothing to apply." : `Applied: ${done.map(({ name }) => name).join(", ")}.`);
}

async function head() {
  const { rows } = await client.query("select to_regclass($1) as found", [TABLE]);
  const applied = rows[0].found
    ? await client.query(`select name from ${TABLE} order by id desc limit 1`)
    : { rows: [] };
  console.log(applied.rows[0]?.name ?? "none");
}
