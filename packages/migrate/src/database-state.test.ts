import { expect, test } from "vitest";
import { changed, likelyCause, movedSchemas, stateOf } from "./database-state.ts";

const head = (text: string, schemas?: Record<string, number>) => ({ text, ...(schemas && { schemas }) });

test("changed compares heads, and is unknown where one is not known", () => {
  expect(changed(head("a"), head("b"))).toBe(true);
  expect(changed(head("a"), head("a", { public: 1 }))).toBe(false);
  expect(changed(undefined, head("a"))).toBe("unknown");
  expect(changed(head("a"), undefined)).toBe("unknown");
});

test("the state after a failure names both heads, and never says more than is known", () => {
  expect(stateOf(head("a"), head("b"), true)).toMatch(/was a and is now b: a part was applied/);
  expect(stateOf(head("a"), head("a"), true)).toMatch(/still a, .*without a transaction/);
  expect(stateOf(head("a"), undefined, true)).toMatch(/was a before; what it is now could not be read/);
  expect(stateOf(undefined, undefined, false)).toMatch(/cannot be told/);
});

test("with several schemas the one that stopped the rest is seen", () => {
  expect(movedSchemas(head("a", { public: 9, t1: 4, t2: 4 }), head("b", { public: 9, t1: 5, t2: 4, t3: 1 }))).toBe(
    "\nApplied migrations by schema:\n  public: 9, unchanged\n  t1: 4 → 5\n  t2: 4, unchanged\n  t3: 0 → 1",
  );
});

test.each([
  ["ERROR [alembic.util.messaging] Can't locate revision identified by 'a1'", /newer one/],
  ["FAILED: Multiple head revisions are present for given argument 'head'", /alembic merge heads/],
  ['psycopg.OperationalError: FATAL:  password authentication failed for user "x"', /credentials/],
  ['connection to server at "127.0.0.1", port 1 failed: Connection refused', /did not answer/],
  ["migrate up: connect ECONNREFUSED 127.0.0.1:1", /`network`/],
  ["canceling statement due to lock timeout", /holds the lock/],
  ["ModuleNotFoundError: No module named 'django_tenants'", /not installed/],
  ["sh: prisma: not found", /not installed/],
])("%s has a likely cause", (line, cause) => {
  expect(likelyCause(["before", line, "after"])).toMatch(cause);
});

test("words nobody knows have none", () => {
  expect(likelyCause(['relation "notes" already exists'])).toBeUndefined();
});
