import { type ManualClock, manualClock, skippingClock } from "@deploy-actions/contract/manual-clock";
import { describe, expect, it } from "vitest";
import { policy } from "../test/observations.ts";
import { closedPort, serve, serveTcp } from "../test/servers.ts";
import type { Observation } from "./observation.ts";
import type { Policy } from "./policy.ts";
import { type Watching, watch } from "./watch.ts";

function watcher(over: Partial<Watching> = {}) {
  const lines: string[] = [];
  const log = {
    info: (line: string) => lines.push(line),
    debug: (line: string) => lines.push(`debug ${line}`),
    warning: (line: string) => lines.push(`warning ${line}`),
  };
  const clock = skippingClock();
  return { lines, clock, watching: { log, signal: new AbortController().signal, clock, ...over } };
}

/** Answers each request with the next status, the last one for ever. */
function statuses(...list: readonly number[]) {
  let next = 0;
  return serve((_request, response) => {
    response.writeHead(list[Math.min(next, list.length - 1)] ?? 200).end();
    next += 1;
  });
}

const at = (port: number) => ({ urls: [`http://127.0.0.1:${port}/`] });

describe("watch", () => {
  it("ends at the first right attempt", async () => {
    const { lines, watching } = watcher();
    const { verdict, observations } = await watch(
      policy({ ...at(await statuses(503, 503, 200)), maxAttempts: 5, delaySeconds: 10 }),
      watching,
    );
    expect(verdict).toMatchObject({ state: "healthy", attempts: 3 });
    expect(observations.map(({ attempt, status }) => `${attempt}: ${status}`)).toEqual(["1: 503", "2: 503", "3: 200"]);
    expect(lines).toEqual([
      expect.stringMatching(/^Attempt 1\/5 wrong: .* 503, expected 200, [\d.]+ ms/),
      expect.stringMatching(/^Attempt 2\/5 wrong/),
      expect.stringMatching(
        /^Attempt 3\/5 right: .* 200, [\d.]+ ms \(dns [\d.]+, connect [\d.]+, first byte [\d.]+\)$/,
      ),
    ]);
  });

  it("wants as many in a row as asked for", async () => {
    const port = await statuses(200, 503, 200, 200, 200);
    const { verdict } = await watch(
      policy({ ...at(port), maxAttempts: 9, consecutiveSuccesses: 3 }),
      watcher().watching,
    );
    expect(verdict).toMatchObject({ state: "healthy", attempts: 5, successesInARow: 3 });
  });

  it("waits before the first attempt and between two", async () => {
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
    const hasty = policy({ ...at(await statuses(503)), maxAttempts: 1, delaySeconds: 3600 });
    const { clock, watching } = watcher();
    expect((await watch(hasty, watching)).verdict).toMatchObject({ state: "unhealthy", attempts: 1 });
    expect(clock.now()).toBe(0);
  });

  it("gives every counted attempt away as it comes, with the verdict so far", async () => {
    const told: [number, string][] = [];
    const onAttempt: Watching["onAttempt"] = (seen, verdict) => told.push([seen.length, verdict.reason]);
    await watch(policy({ ...at(await statuses(503, 200)) }), watcher({ onAttempt }).watching);
    expect(told).toEqual([
      [1, "not-yet-right"],
      [1, "right"],
    ]);
  });

  it("asks several URLs at the same time", async () => {
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

describe("looking ahead", () => {
  it("finds a right answer long before the next attempt is due, and counts it as that attempt", async () => {
    const port = await statuses(503, 503, 503, 200);
    const { clock, watching } = watcher({ looksAhead: [1, 2, 3, 4] });
    const { verdict, observations } = await watch(policy({ ...at(port), delaySeconds: 30 }), watching);
    expect(verdict).toMatchObject({ state: "healthy", attempts: 2 });
    expect(observations.map(({ attempt }: Observation) => attempt)).toEqual([1, 2]);
    expect(clock.now()).toBe(6000);
  });

  it("never uses up the patience that attempts and delay promise", async () => {
    const { lines, clock, watching } = watcher({ looksAhead: [1, 1, 1] });
    const { verdict } = await watch(policy({ ...at(await statuses(503)), maxAttempts: 2, delaySeconds: 30 }), watching);
    expect(verdict).toMatchObject({ state: "unhealthy", attempts: 2 });
    expect(clock.now()).toBe(30_000);
    expect(lines.filter((line) => line.startsWith("debug (ahead)"))).toHaveLength(3);
  });

  it("does not hasten the second of two right answers in a row", async () => {
    const steady = policy({ ...at(await statuses(200)), consecutiveSuccesses: 2, delaySeconds: 30 });
    const { clock, watching } = watcher({ looksAhead: [1, 1] });
    await watch(steady, watching);
    expect(clock.now()).toBe(30_000);
  });
});

describe("ending early", () => {
  /** Its attempt never ends; `reached` is called in the middle of it. */
  const hanging = async (reached: () => void = () => {}) =>
    policy({ ...at(await serveTcp(reached)), delaySeconds: 30 });

  it("gives up with a verdict when there is a reason to", async () => {
    const giveUp = new AbortController();
    const endless = await hanging(() => giveUp.abort());
    const { verdict } = await watch(endless, watcher({ giveUp: giveUp.signal }).watching);
    expect(verdict).toMatchObject({ state: "unhealthy", reason: "given-up" });
  });

  const THIRTY_SECONDS = 30_000;
  it.each<[string, (clock: ManualClock, cancel: () => void) => Promise<Policy>]>([
    ["in an attempt", (_clock, cancel) => hanging(cancel)],
    [
      "between two attempts",
      async (clock, cancel) => {
        clock.started(THIRTY_SECONDS).then(cancel);
        return policy({ ...at(await closedPort()), delaySeconds: 30 });
      },
    ],
    [
      "in the initial wait",
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

  it("does not begin when it was cancelled before", async () => {
    await expect(watch(await hanging(), watcher({ signal: AbortSignal.abort() }).watching)).rejects.toMatchObject({
      reason: "cancelled",
    });
  });
});
