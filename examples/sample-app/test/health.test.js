// What /health answers, for each state of the database.
import assert from "node:assert/strict";
import { test } from "node:test";
import { health } from "../src/health.js";

const release = { version: "1.2.3", commit: "0123abc", startedAt: 1_000, defect: "" };
const answering = { query: async () => ({ rows: [] }) };
const refusing = (code) => ({
  query: async () => {
    throw Object.assign(new Error("refused"), { code });
  },
});

test("a database with the schema is healthy", async () => {
  assert.deepEqual(await health(answering, release, 63_999), {
    code: 200,
    body: { status: "healthy", version: "1.2.3", commit: "0123abc", database: "up", uptime_seconds: 62 },
  });
});

for (const [code, database] of [
  ["42P01", "unmigrated"],
  ["42703", "unmigrated"],
  ["ECONNREFUSED", "down"],
  ["28P01", "down"],
]) {
  test(`${code} is unhealthy: the database is ${database}`, async () => {
    const { code: status, body } = await health(refusing(code), release);
    assert.equal(status, 503);
    assert.equal(body.status, "unhealthy");
    assert.equal(body.database, database);
  });
}

test("a release with a defect is unhealthy while its database is up", async () => {
  const { code, body } = await health(answering, { ...release, defect: "unhealthy" });
  assert.equal(code, 503);
  assert.deepEqual([body.status, body.database], ["unhealthy", "up"]);
});
