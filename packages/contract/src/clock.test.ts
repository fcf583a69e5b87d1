import { describe, expect, it } from "vitest";
import { systemClock } from "./index.ts";
import { manualClock, skippingClock } from "./manual-clock.ts";

const never = new AbortController().signal;

describe("systemClock", () => {
  it("sleeps, and stops when its signal is aborted", async () => {
    await systemClock.sleep(1, never);
    await systemClock.sleep(1);
    const cancel = new AbortController();
    const sleeping = systemClock.sleep(3_600_000, cancel.signal);
    cancel.abort();
    await expect(sleeping).rejects.toThrow();
  });
  it("calls the action, unless it was cancelled", async () => {
    const calls: string[] = [];
    const cancel = systemClock.after(1, () => calls.push("cancelled"));
    cancel();
    await new Promise<void>((resolve) => systemClock.after(2, resolve));
    expect(calls).toEqual([]);
  });
});

describe("manualClock", () => {
  it("runs timers in the order in which they are due, each at its time", () => {
    const clock = manualClock();
    const seen: string[] = [];
    const note = (name: string) => () => seen.push(`${name} at ${clock.now()}`);
    clock.after(20, note("second"));
    clock.after(10, () => {
      note("first")();
      clock.after(5, note("from the first"));
    });
    clock.after(31, note("too late"));
    clock.after(15, note("cancelled"))();
    clock.advance(30);
    expect(seen).toEqual(["first at 10", "from the first at 15", "second at 20"]);
    expect([clock.now(), clock.date().toISOString()]).toEqual([30, "2026-01-01T00:00:00.030Z"]);
  });
  it("resolves a sleep when it is due, or rejects it with the signal's reason", async () => {
    const clock = manualClock();
    const sleeping = clock.sleep(10, never);
    clock.advance(10);
    await sleeping;
    const cancel = new AbortController();
    const aborted = clock.sleep(10, cancel.signal);
    cancel.abort(new Error("enough"));
    await expect(aborted).rejects.toThrow("enough");
    await expect(clock.sleep(10, cancel.signal)).rejects.toThrow("enough");
  });
  it("resolves a sleep of length 0 on its own", () => manualClock().sleep(0));
  it("reports when sleeps and timers of a given length have been started", async () => {
    const clock = manualClock();
    let startedTwice = false;
    const twice = clock.started(7, 2).then(() => {
      startedTwice = true;
    });
    clock.after(7, () => {});
    await clock.started(7);
    expect(startedTwice).toBe(false);
    clock.sleep(7, never);
    await twice;
  });
});

describe("skippingClock", () => {
  it("resolves every sleep immediately, and runs the timers that become due", async () => {
    const clock = skippingClock();
    let ran = false;
    clock.after(5, () => {
      ran = true;
    });
    await clock.sleep(10);
    expect([clock.now(), ran]).toEqual([10, true]);
    await expect(clock.sleep(1, AbortSignal.abort())).rejects.toThrow();
  });
});
