import { type ManualClock, manualClock, skippingClock } from "@deploy-actions/contract/manual-clock";
import { describe, expect, it } from "vitest";
import { policy } from "../test/observations.ts";
import { closedPort, serve, serveTcp } from "../test/servers.ts";
import type { Observation } from "./observation.ts";
import type { Policy } from "./policy.ts";
import { type WatchOptions, watch } from "./watch.ts";

function watcher(over: Partial<WatchOptions> = {}) {
  const lines: string[] = [];
  const log = {
    info: (line: string) => lines.push(line),
    debug: (line: string) => lines.push(`debug ${line}`),
    warning: (line: string) => lines.push(`warning ${line}`),
  };
  const clock = skippingClock();
  return { lines, clock, watching: { log, signal: new AbortController().signal, clock, ...over } };
}

/** Answers each request with the next status, and repeats the last one. */
function statuses(...list: readonly number[]) {
  let next = 0;
  return serve((_request, response) => {
    response.writeHead(list[Math.min(next, list.length - 1)] ?? 200).end();
    next += 1;
  });
}

const at = (port: number) => ({ urls: [`http://127.0.0.1:${port}/`] });

describe("watch", () => {
  it("ends at the first successful attempt", async () => {
    const { lines, watching } = watcher();
    const { verdict, observations } = await watch(
      policy({ ...at(await statuses(503, 503, 200)), maxAttempts: 5, delaySeconds: 10 }),
      watching,
    );
    expect(verdict).toMatchObject({ state: "healthy", attempts: 3 });
    expect(observations.map(({ attempt, status }) => `${attempt}: ${status}`)).toEqual(["1: 503", "2: 503", "3: 200"]);
    expect(lines).toEqual([
      expect.stringMatching(/^Attempt 1\/5 failed: .* 503, expected 200, [\d.]+ ms/),
      expect.stringMatching(/^Attempt 2\/5 failed/),
      expect.stringMatching(/^Attempt 3\/5 ok: .* 200, [\d.]+ ms \(dns [\d.]+, connect [\d.]+, first byte [\d.]+\)$/),
    ]);
  });

  it("requires the configured number in a row", async () => {
    const port = await statuses(200, 503, 200, 200, 200);
    const { verdict } = await watch(
      policy({ ...at(port), maxAttempts: 9, consecutiveSuccesses: 3 }),
      watcher().watching,
    );
    expect(verdict).toMatchObject({ state: "healthy", attempts: 5, successesInARow: 3 });
  });

  it("waits before the first attempt and between attempts", async () => {
    const waiting = policy({
      ...at(await statuses(503)),
      maxAttempts: 3,
      delaySeconds: 20,
      initialWaitSeconds: 5,
    });
    const { clock, watching } = watcher();
    const { verdict } = await watch(waiting, watching);
    expect(verdict).toMatchObject({ state: "unhealthy", reason: "attempts-used-up", attempts: 3 });
    expect(clock.now()).toBe(45_000);
  });

  it("does not wait after the last attempt", async () => {
    const singleAttempt = policy({ ...at(await statuses(503)), maxAttempts: 1, delaySeconds: 3600 });
    const { clock, watching } = watcher();
    expect((await watch(singleAttempt, watching)).verdict).toMatchObject({ state: "unhealthy", attempts: 1 });
    expect(clock.now()).toBe(0);
  });

  it("reports every counted attempt with the current verdict", async () => {
    const reported: [number, string][] = [];
    const onAttempt: WatchOptions["onAttempt"] = (seen, verdict) => reported.push([seen.length, verdict.reason]);
    await watch(policy({ ...at(await statuses(503, 200)) }), watcher({ onAttempt }).watching);
    expect(reported).toEqual([
      [1, "not-yet-right"],
      [1, "right"],
    ]);
  });

  it("requests several URLs in parallel", async () => {
    const all = Promise.withResolvers<void>();
    let asked = 0;
    const meeting = () =>
      serve((_request, response) => {
        asked += 1;
        if (asked === 3) all.resolve();
        all.promise.then(() => response.end());
      });
    const urls = (await Promise.all([meeting(), meeting(), meeting()])).flatMap((port) => at(port).urls);
    expect((await watch(policy({ urls, maxAttempts: 1 }), watcher().watching)).verdict.state).toBe("healthy");
  });
});

describe("early probes", () => {
  it("detect success before the next attempt is due, and count as that attempt", async () => {
    const port = await statuses(503, 503, 503, 200);
    const { clock, watching } = watcher({ earlyProbeDelays: [1, 2, 3, 4] });
    const { verdict, observations } = await watch(policy({ ...at(port), delaySeconds: 30 }), watching);
    expect(verdict).toMatchObject({ state: "healthy", attempts: 2 });
    expect(observations.map(({ attempt }: Observation) => attempt)).toEqual([1, 2]);
    expect(clock.now()).toBe(6000);
  });

  it("never use up attempts", async () => {
    const { lines, clock, watching } = watcher({ earlyProbeDelays: [1, 1, 1] });
    const { verdict } = await watch(policy({ ...at(await statuses(503)), maxAttempts: 2, delaySeconds: 30 }), watching);
    expect(verdict).toMatchObject({ state: "unhealthy", attempts: 2 });
    expect(clock.now()).toBe(30_000);
    expect(lines.filter((line) => line.startsWith("debug (early)"))).toHaveLength(3);
  });

  it("do not speed up the second of two required successes", async () => {
    const steady = policy({ ...at(await statuses(200)), consecutiveSuccesses: 2, delaySeconds: 30 });
    const { clock, watching } = watcher({ earlyProbeDelays: [1, 1] });
    await watch(steady, watching);
    expect(clock.now()).toBe(30_000);
  });
});

describe("ending early", () => {
  /** The attempt never ends; `reached` is called during it. */
  const hanging = async (reached: () => void = () => {}) =>
    policy({ ...at(await serveTcp(reached)), delaySeconds: 30 });

  it("gives up with a verdict when `giveUp` fires", async () => {
    const giveUp = new AbortController();
    const endless = await hanging(() => giveUp.abort());
    const { verdict } = await watch(endless, watcher({ giveUp: giveUp.signal }).watching);
    expect(verdict).toMatchObject({ state: "unhealthy", reason: "given-up" });
  });

  const THIRTY_SECONDS = 30_000;
  it.each<[string, (clock: ManualClock, cancel: () => void) => Promise<Policy>]>([
    ["in an attempt", (_clock, cancel) => hanging(cancel)],
    [
      "between attempts",
      async (clock, cancel) => {
        clock.started(THIRTY_SECONDS).then(cancel);
        return policy({ ...at(await closedPort()), delaySeconds: 30 });
      },
    ],
    [
      "during the initial wait",
      async (clock, cancel) => {
        clock.started(THIRTY_SECONDS).then(cancel);
        return policy({ ...at(await closedPort()), initialWaitSeconds: 30 });
      },
    ],
  ])("is cancelled %s, without any time going by", async (_when, policyOf) => {
    const cancel = new AbortController();
    const clock = manualClock();
    const { watching } = watcher({ signal: cancel.signal, giveUp: new AbortController().signal, clock });
    const work = watch(await policyOf(clock, () => cancel.abort()), watching);
    await expect(work).rejects.toMatchObject({
      reason: "cancelled",
      state: expect.any(String),
      next: expect.any(String),
    });
  });

  it("does not start if it was already cancelled", async () => {
    await expect(watch(await hanging(), watcher({ signal: AbortSignal.abort() }).watching)).rejects.toMatchObject({
      reason: "cancelled",
    });
  });
});
