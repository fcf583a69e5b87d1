import { expect, test } from "vitest";
import { describeSchemas, describeState, headChanged } from "./database-state.ts";

const head = (text: string, schemas?: Record<string, number>) => ({ text, ...(schemas && { schemas }) });

test("headChanged compares heads, and is unknown when either is missing", () => {
  expect(headChanged(head("a"), head("b"))).toBe(true);
  expect(headChanged(head("a"), head("a", { public: 1 }))).toBe(false);
  expect(headChanged(undefined, head("a"))).toBe("unknown");
  expect(headChanged(head("a"), undefined)).toBe("unknown");
});

test("the state after a failure names both heads and claims only what is known", () => {
  expect(describeState(head("a"), head("b"), true)).toMatch(/was a and is now b: some migrations were applied/);
  expect(describeState(head("a"), head("a"), true)).toMatch(/still a, .*outside a transaction/);
  expect(describeState(head("a"), undefined, true)).toMatch(/was a before; the current head could not be read/);
  expect(describeState(undefined, undefined, false)).toMatch(/is unknown, because head-command is not set/);
});

test("a schema called like a property of every object was not there before", () => {
  expect(describeSchemas(head("a", {}), head("b", { constructor: 1 }))).toContain("constructor: 0 → 1");
});

test("with several schemas, the counts show which schema failed", () => {
  const before = head("a", { public: 9, t1: 4, t2: 4 });
  expect(describeSchemas(before, head("b", { public: 9, t1: 5, t2: 4, t3: 1 }))).toBe(
    "\nApplied migrations by schema:\n  public: 9, unchanged\n  t1: 4 → 5\n  t2: 4, unchanged\n  t3: 0 → 1",
  );
});
