import { expect, it } from "vitest";
import { policy, sight } from "../test/observations.ts";
import { describe as line, quoted } from "./describe.ts";
import { findJson } from "./expected-json.ts";
import { healthReport } from "./health-report.ts";
import { judge } from "./judge.ts";

it("tells all that was seen, and the diagnosis only of what is not healthy", () => {
  const wrong = [sight(1, { status: 500 })];
  expect(healthReport(policy(), { verdict: judge(policy(), wrong), observations: wrong })).toMatchObject({
    state: "waiting",
    diagnosis: { cause: "server-error" },
    observations: wrong,
    omitted: 0,
  });
  const right = [sight(1)];
  expect(healthReport(policy(), { verdict: judge(policy(), right), observations: right })).not.toHaveProperty(
    "diagnosis",
  );
});

it("has no secret of a header in it, not even where the policy expects it", () => {
  const wanting = policy({ expectedJson: [{ pointer: "/key", equals: "hunter2" }] });
  const observations = [sight(1, { json: [findJson({ key: "other" }, { pointer: "/key", equals: "hunter2" })] })];
  const watched = { verdict: judge(wanting, observations), observations };
  expect(JSON.stringify(healthReport(wanting, watched, [["X-Api-Key", "hunter2"]]))).not.toContain("hunter2");
  expect(JSON.stringify(healthReport(wanting, watched, [["X-Commit", "hunter2"]]))).toContain("hunter2");
});

it("leaves out the oldest where all would not fit into an output", () => {
  const observations = Array.from({ length: 3000 }, (_, index) => sight(index + 1, { body: "\u0000".repeat(500) }));
  const told = healthReport(policy(), { verdict: judge(policy(), observations), observations });
  expect(Buffer.byteLength(JSON.stringify(told))).toBeLessThan(128 * 1024);
  expect(told.observations.at(-1)?.attempt).toBe(3000);
  expect(told.observations.length + told.omitted).toBe(3000);
  expect(told.omitted).toBeGreaterThan(0);
});

it("puts an observation on one line, whatever the application sent", () => {
  const wanting = policy({ expectedJson: [{ pointer: "/commit", equals: "b" }] });
  const seen = sight(1, { json: [findJson({ commit: "a\n::error::no" }, { pointer: "/commit", equals: "b" })] });
  expect(line(wanting, seen)).toBe(
    "192.0.2.1: 200, but /commit says `a\\n::error::no`, expected `b`, 6 ms (dns 1, connect 2, first byte 3)",
  );
  expect(quoted('say "é\u009b\u2028\u0007"')).toBe('say "é\\u009b\\u2028\\u0007"');
});
