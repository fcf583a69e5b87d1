// Runs one SQL statement (variables URL and SQL): pg comes without types, so it stays out of the type-checked files.
import pg from "pg";

const client = new pg.Client({ connectionString: process.env.URL });
await client.connect();
await client.query(process.env.SQL);
await client.end();
