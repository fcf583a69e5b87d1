import { expect, it } from "vitest";
import { systemClock } from "./clock.ts";

it("ends a sleep with the reason of its cancellation, and does not fire a cancelled timer", async () => {
  const cancel = new AbortController();
  const sleeping = systemClock.sleep(3_600_000, cancel.signal);
  cancel.abort(new Error("cancelled by the runner"));
  await expect(sleeping).rejects.toThrow("cancelled by the runner");

  const fired: string[] = [];
  const cancelTimer = systemClock.timer(0, () => fired.push("cancelled"));
  cancelTimer();
  await new Promise<void>((resolve) => {
    systemClock.timer(1, () => {
      fired.push("other");
      resolve();
    });
  });
  await systemClock.sleep(1);
  expect(fired).toEqual(["other"]);
});

it("is close to the system's time and does not go backwards", () => {
  const readings = Array.from({ length: 100 }, () => systemClock.now());
  expect([...readings].sort((one, other) => one - other)).toEqual(readings);
  expect(Math.abs((readings[0] ?? 0) - Date.now())).toBeLessThan(86_400_000);
});
