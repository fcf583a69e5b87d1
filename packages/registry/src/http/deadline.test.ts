import { expect, it } from "vitest";
import { memoryRegistry } from "../../test/memory-registry.ts";
import { connect } from "../client/registry.ts";
import { checkWrite } from "../upload/write-check.ts";
import { deadline } from "./deadline.ts";

const hanging = () => memoryRegistry(() => undefined);
const ask = (host: string, signal: AbortSignal) =>
  checkWrite({
    registry: connect({ host, access: "push", attempts: 9, pauseMs: 1, timeoutMs: 60_000, signal }),
    name: "a",
  });

it("ends what still waits, and nothing is tried again", async () => {
  await using registry = await hanging();
  await expect(ask(registry.host, deadline(1500))).rejects.toMatchObject({
    reason: "timeout",
    message: "The push was not done after 1.5 s.",
  });
  expect(registry.heard).toHaveLength(1);
});

it("leaves a cancellation its own reason", async () => {
  await using registry = await hanging();
  const cancel = new AbortController();
  const asking = ask(registry.host, deadline(60_000, cancel.signal));
  cancel.abort(new Error("cancelled by the runner"));
  await expect(asking).rejects.toThrow("cancelled by the runner");
});
