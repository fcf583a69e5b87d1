// Observations and policies for tests of the pure functions.
import type { Observation } from "../src/observation.ts";
import { Policy } from "../src/policy.ts";

export const URL_A = "http://a.example/health";
export const URL_B = "http://b.example/health";

export const policy = (over: Partial<Policy> = {}): Policy =>
  Policy.parse({
    urls: [URL_A],
    maxAttempts: 3,
    delaySeconds: 0,
    initialWaitSeconds: 0,
    timeoutSeconds: 10,
    expectedStatus: [{ from: 200, to: 200 }],
    expectedJson: [],
    consecutiveSuccesses: 1,
    followRedirects: 5,
    ...over,
  });

/** A successful observation, with overrides. */
export const makeObservation = (attempt: number, over: Partial<Observation> = {}): Observation => ({
  attempt,
  url: URL_A,
  address: "192.0.2.1",
  startedAt: "2026-11-21T12:00:00.000Z",
  timings: { dns: 1, connect: 2, firstByte: 3, response: 6 },
  redirects: [],
  status: 200,
  body: "",
  ...over,
});

export const makeFailedObservation = (
  attempt: number,
  code: NonNullable<Observation["trouble"]>["code"],
  over: Partial<Observation> = {},
): Observation => {
  const {
    status: _,
    body: __,
    ...rest
  } = makeObservation(attempt, { timings: { dns: 1 }, trouble: { code, detail: "the system's message" } });
  return { ...rest, ...over };
};
