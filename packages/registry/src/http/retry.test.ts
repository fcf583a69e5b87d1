import { expect, it } from "vitest";
import { fakeClock } from "../../test/fake-clock.ts";
import { RegistryError } from "./error.ts";
import { parseRetryAfter, pauseBefore, withRetry } from "./retry.ts";

const limits = { attempts: 3, pauseMs: 1000 };
const error = (facts: { transient: boolean; retryAfterMs?: number }): RegistryError =>
  new RegistryError({ reason: "unavailable", message: "m", state: "s", next: "n", ...facts });

it("doubles the pause each time, and gives up after the last attempt", () => {
  expect([1, 2, 3].map((attempt) => pauseBefore(error({ transient: true }), attempt, limits, 0))).toEqual([
    1000,
    2000,
    undefined,
  ]);
});

it("spreads parallel jobs by up to half a pause, and limits its own back-off to half a minute", () => {
  expect(pauseBefore(error({ transient: true }), 1, limits, 0.5)).toBe(1250);
  expect(pauseBefore(error({ transient: true }), 9, { attempts: 20, pauseMs: 1000 }, 0)).toBe(30_000);
});

it("waits as long as the registry asks, unless that is too long", () => {
  expect(pauseBefore(error({ transient: true, retryAfterMs: 7000 }), 1, limits, 0)).toBe(7000);
  expect(pauseBefore(error({ transient: true, retryAfterMs: 0 }), 1, limits, 0)).toBe(0);
  expect(pauseBefore(error({ transient: true, retryAfterMs: 3_600_000 }), 1, limits, 0)).toBeUndefined();
});

it("does not retry permanent errors", () => {
  expect(pauseBefore(error({ transient: false }), 1, limits, 0)).toBeUndefined();
  expect(pauseBefore(new TypeError("a bug"), 1, limits, 0)).toBeUndefined();
});

it("reads Retry-After as seconds or as a date", () => {
  const now = Date.parse("2026-01-01T00:00:00Z");
  expect(parseRetryAfter("120", now)).toBe(120_000);
  expect(parseRetryAfter("0.5", now)).toBe(500);
  expect(parseRetryAfter("Thu, 01 Jan 2026 00:00:30 GMT", now)).toBe(30_000);
  expect(parseRetryAfter("Wed, 31 Dec 2025 23:59:00 GMT", now)).toBe(0);
  expect(parseRetryAfter("later", now)).toBeUndefined();
  expect(parseRetryAfter(null, now)).toBeUndefined();
});

const silent = { info: () => {}, debug: () => {}, warning: () => {} };

it("tries as often as allowed, with exponential back-off in between", async () => {
  const clock = fakeClock();
  const lines: string[] = [];
  const log = { ...silent, info: (line: string) => void lines.push(line) };
  let calls = 0;
  const work = withRetry({ attempts: 4, pauseMs: 1000, signal: undefined, log, clock }, async () => {
    calls += 1;
    throw error({ transient: true });
  });
  await expect(work).rejects.toThrow("m");
  expect(calls).toBe(4);
  expect(clock.sleeps).toHaveLength(3);
  for (const [at, least] of [1000, 2000, 4000].entries()) {
    expect(clock.sleeps[at]).toBeGreaterThanOrEqual(least);
    expect(clock.sleeps[at]).toBeLessThan(least * 1.5);
  }
  expect(lines[0]).toMatch(/^m Retrying in 1\.\d s \(attempt 2 of 4\)\.$/);
});

it("returns the first success, and gives up early if the caller says so", async () => {
  const clock = fakeClock();
  const policy = { attempts: 5, pauseMs: 1, signal: undefined, log: silent, clock };
  let calls = 0;
  const second = async (): Promise<string> => {
    if (++calls < 2) throw error({ transient: true });
    return "done";
  };
  expect(await withRetry(policy, second)).toBe("done");
  calls = 0;
  await expect(withRetry(policy, second, () => false)).rejects.toThrow("m");
  expect(calls).toBe(1);
});

it("ends a pause when the step is cancelled, with the reason of the cancellation", async () => {
  const cancel = new AbortController();
  const clock = fakeClock({ onSleep: () => cancel.abort(new Error("cancelled by SIGTERM")) });
  let calls = 0;
  const work = withRetry({ attempts: 3, pauseMs: 60_000, signal: cancel.signal, log: silent, clock }, async () => {
    calls += 1;
    throw error({ transient: true });
  });
  await expect(work).rejects.toThrow("cancelled by SIGTERM");
  expect(calls).toBe(1);
});
