// Starts the service and stops it cleanly: on SIGTERM it takes no new connection, finishes open requests and
// exits with 0. Reads DB_URL, PORT (3000), APP_VERSION, APP_COMMIT and BAD_RELEASE.
import { createServer } from "node:http";
import pg from "pg";
import { createApp } from "./app.js";
import { defect } from "./defect.js";

// Less than the ten seconds that `docker stop` waits before it kills the process.
const SHUTDOWN_MS = 8000;

const { DB_URL, PORT = "3000", APP_VERSION = "0.0.0", APP_COMMIT = "unknown" } = process.env;
if (!DB_URL) {
  console.error("DB_URL is not set. Give a PostgreSQL URL, e.g. DB_URL=postgres://user:password@host:5432/name.");
  process.exit(1);
}

const database = new pg.Pool({ connectionString: DB_URL, max: 5, connectionTimeoutMillis: 2000, query_timeout: 2000 });
// An idle connection that breaks must not end the process: the next query, and /health, say that the database is down.
database.on("error", (error) => console.error(`Lost a database connection: ${error.message}`));

const release = { version: APP_VERSION, commit: APP_COMMIT, startedAt: Date.now(), defect: defect(process.env) };
const server = createServer(createApp(database, release));
server.listen(Number(PORT), () => console.log(`sample-app ${APP_VERSION} (${APP_COMMIT}) listens on port ${PORT}`));

if (release.defect === "crash") setTimeout(() => process.exit(1), 500);

for (const name of ["SIGTERM", "SIGINT"]) {
  process.once(name, () => {
    console.log(`${name}: finishing what has begun`);
    setTimeout(() => process.exit(1), SHUTDOWN_MS).unref();
    server.close(async () => {
      await database.end();
      process.exit(0);
    });
    server.closeIdleConnections();
  });
}
