import { expect, it } from "vitest";
import { fakeClock } from "../../test/fake-clock.ts";
import { startStallTimer, storageFactor } from "./stall.ts";

function started(signal?: AbortSignal) {
  const clock = fakeClock();
  return { clock, timer: startStallTimer({ limitMs: 1000, host: "r.example", signal, clock }) };
}

it("times out when no data has moved for the limit", () => {
  const { clock, timer } = started();
  clock.advance(999);
  expect(timer.signal.aborted).toBe(false);
  clock.advance(1);
  expect(timer.signal.reason).toMatchObject({
    reason: "timeout",
    transient: true,
    message: "The connection to r.example timed out: no data for 1 s.",
  });
});

it("never times out while data keeps moving", () => {
  const { clock, timer } = started();
  for (let second = 0; second < 100; second++) {
    clock.advance(900);
    timer.reset();
  }
  expect(timer.signal.aborted).toBe(false);
  clock.advance(1000);
  expect(timer.signal.aborted).toBe(true);
});

it("does not count while it is paused, and starts again with the next reset", () => {
  const { clock, timer } = started();
  timer.pause();
  clock.advance(100_000);
  expect(timer.signal.aborted).toBe(false);
  timer.reset();
  clock.advance(999);
  expect(timer.signal.aborted).toBe(false);
  clock.advance(1);
  expect(timer.signal.aborted).toBe(true);
});

it("allows more time to store an upload, in proportion to its size and up to ten times the limit", () => {
  expect([0, 250_000_000, 100_000_000_000].map(storageFactor)).toEqual([1, 2, 10]);
  const { clock, timer } = started();
  timer.extend(3);
  clock.advance(2999);
  expect(timer.signal.aborted).toBe(false);
  clock.advance(1);
  expect(timer.signal.reason).toMatchObject({ message: expect.stringContaining("no data for 3 s") });
});

it("does not fire once it is stopped, and follows the caller's signal", () => {
  const cancel = new AbortController();
  const { clock, timer } = started(cancel.signal);
  timer.stop();
  clock.advance(10_000);
  expect(timer.signal.aborted).toBe(false);
  cancel.abort(new Error("cancelled"));
  expect(timer.signal.reason).toMatchObject({ message: "cancelled" });
});
