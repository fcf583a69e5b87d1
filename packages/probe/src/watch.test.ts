import { describe, expect, it } from "vitest";
import { closedPort, serve, serveTcp } from "../test/servers.ts";
import { policy } from "../test/sights.ts";
import type { Observation } from "./observation.ts";
import { type Watching, watch } from "./watch.ts";

function watcher(over: Partial<Watching> = {}) {
  const lines: string[] = [];
  const log = {
    info: (line: string) => lines.push(line),
    debug: (line: string) => lines.push(`debug ${line}`),
    warning: (line: string) => lines.push(`warning ${line}`),
  };
  return { lines, watching: { log, signal: new AbortController().signal, ...over } };
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

async function timed<T>(work: Promise<T>): Promise<{ result: T; ms: number }> {
  const start = performance.now();
  return { result: await work, ms: performance.now() - start };
}

describe("watch", () => {
  it("ends at the first right attempt", async () => {
    const { lines, watching } = watcher();
    const { verdict, observations } = await watch(
      policy({ ...at(await statuses(503, 503, 200)), maxAttempts: 5, delaySeconds: 0.01 }),
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
      delaySeconds: 0.2,
      initialWaitSeconds: 0.2,
    });
    const { result, ms } = await timed(watch(waiting, watcher().watching));
    expect(result.verdict).toMatchObject({ state: "unhealthy", reason: "attempts-used-up", attempts: 3 });
    expect(ms).toBeGreaterThanOrEqual(590);
  });

  it("does not wait after the last attempt", async () => {
    const hasty = policy({ ...at(await statuses(503)), maxAttempts: 1, delaySeconds: 3600 });
    expect((await watch(hasty, watcher().watching)).verdict).toMatchObject({ state: "unhealthy", attempts: 1 });
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
    const { result, ms } = await timed(
      watch(policy({ ...at(port), delaySeconds: 30 }), watcher({ looksAhead: [0.05, 0.05, 0.05, 0.05] }).watching),
    );
    expect(result.verdict).toMatchObject({ state: "healthy", attempts: 2 });
    expect(result.observations.map(({ attempt }: Observation) => attempt)).toEqual([1, 2]);
    expect(ms).toBeLessThan(5000);
  });

  it("never uses up the patience that attempts and delay promise", async () => {
    const { lines, watching } = watcher({ looksAhead: [0.01, 0.01, 0.01] });
    const { result, ms } = await timed(
      watch(policy({ ...at(await statuses(503)), maxAttempts: 2, delaySeconds: 0.5 }), watching),
    );
    expect(result.verdict).toMatchObject({ state: "unhealthy", attempts: 2 });
    expect(ms).toBeGreaterThanOrEqual(490);
    expect(lines.filter((line) => line.startsWith("debug (ahead)"))).toHaveLength(3);
  });

  it("does not hasten the second of two right answers in a row", async () => {
    const steady = policy({ ...at(await statuses(200)), consecutiveSuccesses: 2, delaySeconds: 0.4 });
    const { ms } = await timed(watch(steady, watcher({ looksAhead: [0.01, 0.01] }).watching));
    expect(ms).toBeGreaterThanOrEqual(390);
  });
});

describe("ending early", () => {
  const hanging = async () => policy({ ...at(await serveTcp(() => {})), delaySeconds: 30 });

  it("gives up with a verdict when there is a reason to", async () => {
    const giveUp = new AbortController();
    setTimeout(() => giveUp.abort(), 100);
    const { result, ms } = await timed(watch(await hanging(), watcher({ giveUp: giveUp.signal }).watching));
    expect(result.verdict).toMatchObject({ state: "unhealthy", reason: "given-up" });
    expect(ms).toBeLessThan(1000);
  });

  it.each([
    ["in an attempt", hanging],
    ["between two attempts", async () => policy({ ...at(await closedPort()), delaySeconds: 30 })],
    ["in the initial wait", async () => policy({ ...at(await closedPort()), initialWaitSeconds: 30 })],
  ])("is cancelled within a second %s", async (_when, policyOf) => {
    const cancel = new AbortController();
    const watching = watcher({ signal: cancel.signal, giveUp: new AbortController().signal }).watching;
    const work = watch(await policyOf(), watching);
    setTimeout(() => cancel.abort(), 100);
    const start = performance.now();
    await expect(work).rejects.toMatchObject({
      reason: "cancelled",
      state: expect.any(String),
      next: expect.any(String),
    });
    expect(performance.now() - start).toBeLessThan(1000);
  });

  it("does not begin when it was cancelled before", async () => {
    await expect(watch(await hanging(), watcher({ signal: AbortSignal.abort() }).watching)).rejects.toMatchObject({
      reason: "cancelled",
    });
  });
});
