import { expect, it } from "vitest";
import { makeObservation, policy } from "../test/observations.ts";
import { describe as line, quoted } from "./describe.ts";
import { findJson } from "./expected-json.ts";
import { healthReport } from "./health-report.ts";
import { judge } from "./judge.ts";

it("contains all observations, and a diagnosis only if unhealthy", () => {
  const wrong = [makeObservation(1, { status: 500 })];
  expect(healthReport(policy(), { verdict: judge(policy(), wrong), observations: wrong })).toMatchObject({
    state: "waiting",
    diagnosis: { cause: "server-error" },
    observations: wrong,
    omitted: 0,
  });
  const right = [makeObservation(1)];
  expect(healthReport(policy(), { verdict: judge(policy(), right), observations: right })).not.toHaveProperty(
    "diagnosis",
  );
});

it("contains no secret of a header, not even in the policy", () => {
  const jsonPolicy = policy({ expectedJson: [{ pointer: "/key", equals: "hunter2" }] });
  const observations = [
    makeObservation(1, { json: [findJson({ key: "other" }, { pointer: "/key", equals: "hunter2" })] }),
  ];
  const watched = { verdict: judge(jsonPolicy, observations), observations };
  expect(JSON.stringify(healthReport(jsonPolicy, watched, [["X-Api-Key", "hunter2"]]))).not.toContain("hunter2");
  expect(JSON.stringify(healthReport(jsonPolicy, watched, [["X-Commit", "hunter2"]]))).toContain("hunter2");
});

it("leaves out the oldest observations if they do not fit into an output", () => {
  const observations = Array.from({ length: 3000 }, (_, index) =>
    makeObservation(index + 1, { body: "\u0000".repeat(500) }),
  );
  const report = healthReport(policy(), { verdict: judge(policy(), observations), observations });
  expect(Buffer.byteLength(JSON.stringify(report))).toBeLessThan(128 * 1024);
  expect(report.observations.at(-1)?.attempt).toBe(3000);
  expect(report.observations.length + report.omitted).toBe(3000);
  expect(report.omitted).toBeGreaterThan(0);
});

it("formats an observation on one line, whatever the application sent", () => {
  const jsonPolicy = policy({ expectedJson: [{ pointer: "/commit", equals: "b" }] });
  const seen = makeObservation(1, {
    json: [findJson({ commit: "a\n::error::no" }, { pointer: "/commit", equals: "b" })],
  });
  expect(line(jsonPolicy, seen)).toBe(
    "192.0.2.1: 200, but /commit is `a\\n::error::no`, expected `b`, 6 ms (dns 1, connect 2, first byte 3)",
  );
  expect(quoted('say "é\u009b\u2028\u0007"')).toBe('say "é\\u009b\\u2028\\u0007"');
});
