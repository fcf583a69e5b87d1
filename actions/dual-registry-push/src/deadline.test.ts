import { setTimeout as sleep } from "node:timers/promises";
import { expect, it } from "vitest";
import { deadline } from "./deadline.ts";

it("ends the work with its own reason", async () => {
  const { signal, reasonFor, end } = deadline(0.02, new AbortController().signal);
  await sleep(60);
  end();
  expect(signal.aborted).toBe(true);
  expect(reasonFor(new Error("docker was cancelled"))).toMatchObject({ reason: "deadline", message: /within 0.02 s/ });
});

it("leaves the reason to a cancellation that came first, and to work that fails in time", async () => {
  const cancelled = new AbortController();
  const first = deadline(60, cancelled.signal);
  cancelled.abort(new Error("cancelled by SIGINT"));
  expect(first.signal.aborted).toBe(true);
  const error = new Error("refused");
  expect(first.reasonFor(error)).toBe(error);
  first.end();
});
