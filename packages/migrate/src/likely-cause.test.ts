import { expect, test } from "vitest";
import { likelyCause } from "./likely-cause.ts";

test.each([
  ["ERROR [alembic.util.messaging] Can't locate revision identified by 'a1'", /newer release/],
  ["FAILED: Multiple head revisions are present for given argument 'head'", /alembic merge heads/],
  ['psycopg.OperationalError: FATAL:  password authentication failed for user "x"', /credentials/],
  ['connection to server at "127.0.0.1", port 1 failed: Connection refused', /could not be reached/],
  ["migrate up: connect ECONNREFUSED 127.0.0.1:1", /`network`/],
  ["canceling statement due to lock timeout", /holds the lock/],
  ["ModuleNotFoundError: No module named 'django_tenants'", /not installed/],
  ["sh: prisma: not found", /not installed/],
])("%s has a likely cause", (line, cause) => {
  expect(likelyCause(["before", line, "after"])).toMatch(cause);
});

test("unknown output has no likely cause", () => {
  expect(likelyCause(['relation "notes" already exists'])).toBeUndefined();
});
