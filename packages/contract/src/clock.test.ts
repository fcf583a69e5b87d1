import { describe, expect, it } from "vitest";
import { systemClock } from "./index.ts";
import { manualClock, skippingClock } from "./manual-clock.ts";

const never = new AbortController().signal;

describe("systemClock", () => {
  it("sleeps, and no longer than its signal lets it", async () => {
    await systemClock.sleep(1, never);
    await systemClock.sleep(1);
    const cancel = new AbortController();
    const asleep = systemClock.sleep(3_600_000, cancel.signal);
    cancel.abort();
    await expect(asleep).rejects.toThrow();
  });
  it("calls what was asked for, but not once that was called off", async () => {
    const calls: string[] = [];
    const callOff = systemClock.after(1, () => calls.push("called off"));
    callOff();
    await new Promise<void>((resolve) => systemClock.after(2, resolve));
    expect(calls).toEqual([]);
  });
});

describe("manualClock", () => {
  it("runs what is due in order of its time, each at its time", () => {
    const clock = manualClock();
    const seen: string[] = [];
    const note = (what: string) => () => seen.push(`${what} at ${clock.now()}`);
    clock.after(20, note("second"));
    clock.after(10, () => {
      note("first")();
      clock.after(5, note("from the first"));
    });
    clock.after(31, note("too late"));
    clock.after(15, note("called off"))();
    clock.advance(30);
    expect(seen).toEqual(["first at 10", "from the first at 15", "second at 20"]);
    expect([clock.now(), clock.date().toISOString()]).toEqual([30, "2026-01-01T00:00:00.030Z"]);
  });
  it("ends a sleep when its time has come, or with the signal's reason", async () => {
    const clock = manualClock();
    const asleep = clock.sleep(10, never);
    clock.advance(10);
    await asleep;
    const cancel = new AbortController();
    const broken = clock.sleep(10, cancel.signal);
    cancel.abort(new Error("enough"));
    await expect(broken).rejects.toThrow("enough");
    await expect(clock.sleep(10, cancel.signal)).rejects.toThrow("enough");
  });
  it("ends a sleep of no length by itself", () => manualClock().sleep(0));
  it("tells when sleeps and timers of some length were started", async () => {
    const clock = manualClock();
    let told = false;
    const twice = clock.started(7, 2).then(() => {
      told = true;
    });
    clock.after(7, () => {});
    await clock.started(7);
    expect(told).toBe(false);
    clock.sleep(7, never);
    await twice;
  });
});

describe("skippingClock", () => {
  it("ends every sleep at once, and runs what came due in it", async () => {
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
