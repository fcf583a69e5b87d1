import { expect, it } from "vitest";
import { RegistryError } from "./error.ts";
import { pauseBefore, retryAfter, withRetry } from "./retry.ts";

const limits = { attempts: 3, pauseMs: 1000 };
const error = (facts: { transient: boolean; retryAfterMs?: number }): RegistryError =>
  new RegistryError({ reason: "unavailable", message: "m", state: "s", next: "n", ...facts });

it("waits twice as long each time, and gives up after the last attempt", () => {
  expect([1, 2, 3].map((attempt) => pauseBefore(error({ transient: true }), attempt, limits, 0))).toEqual([
    1000,
    2000,
    undefined,
  ]);
});

it("spreads parallel jobs by up to half a pause, and never waits longer than half a minute of its own accord", () => {
  expect(pauseBefore(error({ transient: true }), 1, limits, 0.5)).toBe(1250);
  expect(pauseBefore(error({ transient: true }), 9, { attempts: 20, pauseMs: 1000 }, 0)).toBe(30_000);
});

it("waits as long as the registry asks, unless that is too long to wait for", () => {
  expect(pauseBefore(error({ transient: true, retryAfterMs: 7000 }), 1, limits, 0)).toBe(7000);
  expect(pauseBefore(error({ transient: true, retryAfterMs: 0 }), 1, limits, 0)).toBe(0);
  expect(pauseBefore(error({ transient: true, retryAfterMs: 3_600_000 }), 1, limits, 0)).toBeUndefined();
});

it("does not repeat what will fail again", () => {
  expect(pauseBefore(error({ transient: false }), 1, limits, 0)).toBeUndefined();
  expect(pauseBefore(new TypeError("a mistake of ours"), 1, limits, 0)).toBeUndefined();
});

it("reads Retry-After as seconds or as a date", () => {
  const now = Date.parse("2026-01-01T00:00:00Z");
  expect(retryAfter("120", now)).toBe(120_000);
  expect(retryAfter("0.5", now)).toBe(500);
  expect(retryAfter("Thu, 01 Jan 2026 00:00:30 GMT", now)).toBe(30_000);
  expect(retryAfter("Wed, 31 Dec 2025 23:59:00 GMT", now)).toBe(0);
  expect(retryAfter("soon", now)).toBeUndefined();
  expect(retryAfter(null, now)).toBeUndefined();
});

it("ends a pause at once when the step is cancelled, with the reason given", async () => {
  const cancel = new AbortController();
  const log = { info: () => cancel.abort(new Error("cancelled by SIGTERM")), debug: () => {}, warning: () => {} };
  const retryPolicy = { attempts: 3, pauseMs: 60_000, signal: cancel.signal, log };
  let calls = 0;
  const work = withRetry(retryPolicy, async () => {
    calls += 1;
    throw error({ transient: true });
  });
  await expect(work).rejects.toThrow("cancelled by SIGTERM");
  expect(calls).toBe(1);
});
