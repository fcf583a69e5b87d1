import type { Clock } from "@deploy-actions/contract";
import { expect, it } from "vitest";
import { fakeClock } from "../../test/fake-clock.ts";
import { memoryRegistry } from "../../test/memory-registry.ts";
import { connect } from "../client/registry.ts";
import { checkWrite } from "../upload/requests.ts";
import { anySignal, startDeadline } from "./deadline.ts";

const ask = (host: string, signal: AbortSignal, clock: Clock) =>
  checkWrite({
    registry: connect({ host, access: "push", attempts: 9, pauseMs: 1, timeoutMs: 60_000, signal, clock }),
    name: "a",
  });

it("ends a request that is waiting, which is not retried", async () => {
  const clock = fakeClock();
  await using registry = await memoryRegistry(() => void clock.advance(1500));
  await expect(ask(registry.host, startDeadline(1500, undefined, clock).signal, clock)).rejects.toMatchObject({
    reason: "timeout",
    message: "The push did not finish within 1.5 s.",
  });
  expect(registry.heard).toHaveLength(1);
});

it("keeps the reason of a cancellation", async () => {
  const clock = fakeClock();
  const cancel = new AbortController();
  await using registry = await memoryRegistry(() => void cancel.abort(new Error("cancelled by the runner")));
  const { signal } = startDeadline(60_000, cancel.signal, clock);
  await expect(ask(registry.host, signal, clock)).rejects.toThrow("cancelled by the runner");
});

it("does not fire once it is cancelled", () => {
  const clock = fakeClock();
  const deadline = startDeadline(1000, undefined, clock);
  clock.advance(999);
  deadline.cancel();
  clock.advance(1000);
  expect(deadline.signal.aborted).toBe(false);
});

it("combines the signals that there are", () => {
  const cancel = new AbortController();
  expect(anySignal(undefined, undefined)).toBeUndefined();
  expect(anySignal(undefined, cancel.signal)).toBe(cancel.signal);
  const combined = anySignal(new AbortController().signal, cancel.signal);
  cancel.abort(new Error("over"));
  expect(combined?.reason).toMatchObject({ message: "over" });
});
