import { describe, expect, it } from "vitest";
import { makeFailedObservation, makeObservation, policy, URL_A, URL_B } from "../test/observations.ts";
import { findJson } from "./expected-json.ts";
import { failureReasonOf, inconsistentAnswers, judge } from "./judge.ts";

describe("one observation", () => {
  it("succeeds with an expected status", () => {
    expect(failureReasonOf(policy(), makeObservation(1))).toBeUndefined();
    expect(failureReasonOf(policy(), makeObservation(1, { status: 204 }))).toBe("wrong-status");
  });

  it("fails with any probe failure, whatever its status", () => {
    expect(failureReasonOf(policy(), makeObservation(1, { trouble: { code: "reset", detail: "" } }))).toBe("reset");
  });

  it("must meet every expectation", () => {
    const jsonPolicy = policy({
      expectedJson: [
        { pointer: "/commit", equals: "new" },
        { pointer: "/status", equals: "ok" },
      ],
    });
    const commit = findJson({ commit: "new" }, { pointer: "/commit", equals: "new" });
    const status = (text: string) => findJson({ status: text }, { pointer: "/status", equals: "ok" });
    expect(failureReasonOf(jsonPolicy, makeObservation(1))).toBe("not-json");
    expect(failureReasonOf(jsonPolicy, makeObservation(1, { json: [commit] }))).toBe("wrong-json");
    expect(failureReasonOf(jsonPolicy, makeObservation(1, { json: [commit, status("ok")] }))).toBeUndefined();
    expect(failureReasonOf(jsonPolicy, makeObservation(1, { json: [commit, status("down")] }))).toBe("wrong-json");
  });

  it("can never meet two different expectations for one pointer", () => {
    const jsonPolicy = policy({ expectedJson: ["a", "b"].map((equals) => ({ pointer: "/x", equals })) });
    const json = jsonPolicy.expectedJson.map((wanted) => findJson({ x: "b" }, wanted));
    expect(failureReasonOf(jsonPolicy, makeObservation(1, { json }))).toBe("wrong-json");
  });
});

describe("the verdict", () => {
  const right = (attempt: number) => makeObservation(attempt);
  const wrong = (attempt: number) => makeFailedObservation(attempt, "refused");

  it.each([
    ["nothing yet", {}, [], "waiting", "not-tried", 0],
    ["one wrong", {}, [wrong(1)], "waiting", "not-yet-right", 0],
    ["wrong, then right", {}, [wrong(1), right(2)], "healthy", "right", 1],
    ["all wrong", {}, [wrong(1), wrong(2), wrong(3)], "unhealthy", "attempts-used-up", 0],
    ["one of two in a row", { consecutiveSuccesses: 2 }, [right(1)], "waiting", "not-yet-steady", 1],
    ["two in a row", { consecutiveSuccesses: 2 }, [wrong(1), right(2), right(3)], "healthy", "right", 2],
    [
      "two, but not in a row",
      { consecutiveSuccesses: 2 },
      [right(1), wrong(2), right(3)],
      "unhealthy",
      "attempts-used-up",
      1,
    ],
    ["too late to become three", { consecutiveSuccesses: 3 }, [wrong(1)], "unhealthy", "too-few-attempts-left", 0],
  ] as const)("%s", (_what, over, observations, state, reason, successesInARow) => {
    expect(judge(policy(over), observations)).toMatchObject({
      state,
      reason,
      successesInARow,
      attempts: new Set(observations.map(({ attempt }) => attempt)).size,
    });
  });

  it("orders attempts by number, not by the order of the observations", () => {
    expect(judge(policy({ maxAttempts: 5 }), [right(2), wrong(1)])).toMatchObject({ state: "healthy" });
    expect(judge(policy({ maxAttempts: 5 }), [wrong(10), right(9)])).toMatchObject({ reason: "not-yet-right" });
  });

  it("accepts a URL if one of its addresses succeeds", () => {
    const observations = [
      makeFailedObservation(1, "refused", { address: "::1" }),
      makeObservation(1, { address: "127.0.0.1" }),
    ];
    expect(judge(policy(), observations)).toMatchObject({
      state: "healthy",
      worst: { observation: { address: "127.0.0.1" } },
    });
  });

  it("requires every URL to succeed in the same attempt", () => {
    const both = policy({ urls: [URL_A, URL_B] });
    const taking = [
      makeObservation(1),
      makeFailedObservation(1, "refused", { url: URL_B }),
      makeFailedObservation(2, "refused"),
      makeObservation(2, { url: URL_B }),
    ];
    expect(judge(both, taking)).toMatchObject({ state: "waiting", successesInARow: 0 });
    expect(judge(both, [...taking, makeObservation(3), makeObservation(3, { url: URL_B })])).toMatchObject({
      state: "healthy",
    });
  });

  it("rejects an attempt without all URLs", () => {
    expect(judge(policy({ urls: [URL_A, URL_B] }), [makeObservation(1)])).toMatchObject({ state: "waiting" });
  });

  it("finds the worst URL: failed before successful, then the slowest", () => {
    const both = policy({ urls: [URL_A, URL_B] });
    const slow = { url: URL_B, timings: { response: 900 } };
    expect(judge(both, [makeObservation(1), makeObservation(1, slow)]).worst).toMatchObject({ url: URL_B });
    expect(judge(both, [makeObservation(1, { status: 500 }), makeObservation(1, slow)]).worst).toMatchObject({
      url: URL_A,
      failure: "wrong-status",
    });
    expect(
      judge(both, [makeObservation(1, { status: 500 }), makeFailedObservation(1, "refused", { url: URL_B })]).worst,
    ).toMatchObject({
      url: URL_B,
    });
  });

  it("reports an address with a different answer, but not one without an answer", () => {
    const jsonPolicy = policy({ maxAttempts: 5 });
    const old = makeObservation(2, { address: "192.0.2.2", status: 500 });
    const seen = [
      makeObservation(1, { status: 500 }),
      makeObservation(2),
      old,
      makeFailedObservation(2, "refused", { address: "::1" }),
    ];
    expect(inconsistentAnswers(jsonPolicy, seen)).toEqual([old]);
    const earlier = [makeObservation(1), makeObservation(1, { address: "192.0.2.2" }), old];
    expect(inconsistentAnswers(jsonPolicy, earlier)).toEqual([old]);
    expect(inconsistentAnswers(jsonPolicy, [])).toEqual([]);
  });

  it("reports the address that got farthest", () => {
    const observations = [
      makeFailedObservation(1, "refused", { address: "::1" }),
      makeObservation(1, { address: "127.0.0.1", status: 503 }),
    ];
    expect(judge(policy(), observations).worst).toMatchObject({
      failure: "wrong-status",
      observation: { address: "127.0.0.1" },
    });
  });
});
