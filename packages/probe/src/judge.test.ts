import { describe, expect, it } from "vitest";
import { policy, sight, troubled, URL_A, URL_B } from "../test/observations.ts";
import { findJson } from "./expected-json.ts";
import { contradictions, judge, shortfallOf } from "./judge.ts";

describe("one observation", () => {
  it("is right with the right status", () => {
    expect(shortfallOf(policy(), sight(1))).toBeUndefined();
    expect(shortfallOf(policy(), sight(1, { status: 204 }))).toBe("wrong-status");
  });

  it("is wrong with any trouble, whatever its status", () => {
    expect(shortfallOf(policy(), sight(1, { trouble: { code: "reset", detail: "" } }))).toBe("reset");
  });

  it("has to say all that is expected", () => {
    const wanting = policy({
      expectedJson: [
        { pointer: "/commit", equals: "new" },
        { pointer: "/status", equals: "ok" },
      ],
    });
    const commit = findJson({ commit: "new" }, { pointer: "/commit", equals: "new" });
    const status = (text: string) => findJson({ status: text }, { pointer: "/status", equals: "ok" });
    expect(shortfallOf(wanting, sight(1))).toBe("not-json");
    expect(shortfallOf(wanting, sight(1, { json: [commit] }))).toBe("wrong-json");
    expect(shortfallOf(wanting, sight(1, { json: [commit, status("ok")] }))).toBeUndefined();
    expect(shortfallOf(wanting, sight(1, { json: [commit, status("down")] }))).toBe("wrong-json");
  });

  it("has to say two different things at one place: it never can", () => {
    const wanting = policy({ expectedJson: ["a", "b"].map((equals) => ({ pointer: "/x", equals })) });
    const json = wanting.expectedJson.map((wanted) => findJson({ x: "b" }, wanted));
    expect(shortfallOf(wanting, sight(1, { json }))).toBe("wrong-json");
  });
});

describe("the verdict", () => {
  const right = (attempt: number) => sight(attempt);
  const wrong = (attempt: number) => troubled(attempt, "refused");

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

  it("counts attempts in their order, whatever the order of the observations", () => {
    expect(judge(policy({ maxAttempts: 5 }), [right(2), wrong(1)])).toMatchObject({ state: "healthy" });
    expect(judge(policy({ maxAttempts: 5 }), [wrong(10), right(9)])).toMatchObject({ reason: "not-yet-right" });
  });

  it("takes a URL for right when one of its addresses is", () => {
    const observations = [troubled(1, "refused", { address: "::1" }), sight(1, { address: "127.0.0.1" })];
    expect(judge(policy(), observations)).toMatchObject({
      state: "healthy",
      worst: { observation: { address: "127.0.0.1" } },
    });
  });

  it("wants every URL right in the same attempt", () => {
    const both = policy({ urls: [URL_A, URL_B] });
    const taking = [sight(1), troubled(1, "refused", { url: URL_B }), troubled(2, "refused"), sight(2, { url: URL_B })];
    expect(judge(both, taking)).toMatchObject({ state: "waiting", successesInARow: 0 });
    expect(judge(both, [...taking, sight(3), sight(3, { url: URL_B })])).toMatchObject({ state: "healthy" });
  });

  it("does not take an attempt for right that lacks one of the URLs", () => {
    expect(judge(policy({ urls: [URL_A, URL_B] }), [sight(1)])).toMatchObject({ state: "waiting" });
  });

  it("knows the worst URL: the wrong one before the right, then the slower", () => {
    const both = policy({ urls: [URL_A, URL_B] });
    const slow = { url: URL_B, timings: { response: 900 } };
    expect(judge(both, [sight(1), sight(1, slow)]).worst).toMatchObject({ url: URL_B });
    expect(judge(both, [sight(1, { status: 500 }), sight(1, slow)]).worst).toMatchObject({
      url: URL_A,
      shortfall: "wrong-status",
    });
    expect(judge(both, [sight(1, { status: 500 }), troubled(1, "refused", { url: URL_B })]).worst).toMatchObject({
      url: URL_B,
    });
  });

  it("does not hide that another address answers otherwise; one that does not answer is none", () => {
    const wanting = policy({ maxAttempts: 5 });
    const old = sight(2, { address: "192.0.2.2", status: 500 });
    const seen = [sight(1, { status: 500 }), sight(2), old, troubled(2, "refused", { address: "::1" })];
    expect(contradictions(wanting, seen)).toEqual([old]);
    const earlier = [sight(1), sight(1, { address: "192.0.2.2" }), old];
    expect(contradictions(wanting, earlier)).toEqual([old]);
    expect(contradictions(wanting, [])).toEqual([]);
  });

  it("shows of a URL the address that got farthest", () => {
    const observations = [troubled(1, "refused", { address: "::1" }), sight(1, { address: "127.0.0.1", status: 503 })];
    expect(judge(policy(), observations).worst).toMatchObject({
      shortfall: "wrong-status",
      observation: { address: "127.0.0.1" },
    });
  });
});
