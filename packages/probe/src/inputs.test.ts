import { describe, expect, it } from "vitest";
import { type HealthInputs, healthPolicy } from "./health-policy.ts";
import { healthInputs } from "./inputs.ts";
import { Policy } from "./policy.ts";

const inputs = (over: Partial<HealthInputs> = {}): HealthInputs => ({
  "health-url": ["http://localhost:8080/health"],
  "max-attempts": 20,
  "delay-seconds": 5,
  "initial-wait": 0,
  "timeout-seconds": 10,
  "expected-status": [
    { from: 200, to: 200 },
    { from: 300, to: 399 },
  ],
  "expected-json": [{ pointer: "/commit", equals: "abc" }],
  "consecutive-successes": 1,
  ...over,
});

describe("the policy of the health inputs", () => {
  it("is a JSON value that comes back the same, so that a release can keep it", () => {
    const policy = healthPolicy(inputs());
    expect(Policy.parse(JSON.parse(JSON.stringify(policy)))).toEqual(policy);
    expect(policy).toMatchObject({
      expectedStatus: [
        { from: 200, to: 200 },
        { from: 300, to: 399 },
      ],
      expectedJson: [{ pointer: "/commit", equals: "abc" }],
      followRedirects: 5,
    });
  });

  it("refuses what can never come true, by the names of the inputs", () => {
    expect(() => healthPolicy(inputs({ "max-attempts": 2, "consecutive-successes": 3 }))).toThrow(
      expect.objectContaining({ reason: "bad-policy", message: expect.stringContaining("`consecutive-successes`") }),
    );
    expect(() => healthPolicy(inputs({ "initial-wait": -1 }))).toThrow(/`initial-wait`/);
    expect(() => healthPolicy(inputs({ "health-url": [] }))).toThrow(/`health-url`/);
  });

  it("keeps headers out of what is stored", () => {
    expect(JSON.stringify(healthPolicy({ ...inputs(), ...{ headers: [["A", "secret"]] } }))).not.toContain("secret");
  });
});

describe("what the health inputs read", () => {
  it("is what the policy and the requests are made of", () => {
    expect(healthInputs["expected-status"].read(["200", "300-399"])).toEqual({
      value: [
        { from: 200, to: 200 },
        { from: 300, to: 399 },
      ],
    });
    expect(healthInputs["expected-json"].read(["/commit=abc"])).toEqual({
      value: [{ pointer: "/commit", equals: "abc" }],
    });
    expect(healthInputs.headers.read(["A: secret"])).toEqual({ value: [["A", "secret"]] });
  });

  it.each(["ftp://a", "nonsense", "http://", "http://user:secret@a/", "https://user@a/"])(
    "refuse the URL %s without repeating it",
    (url) => {
      const problem = healthInputs["health-url"].check([url]);
      expect(problem).toMatch(/^must /);
      expect(problem).not.toContain("secret");
    },
  );

  it("say what is wrong and what would be right, as the end of a sentence", () => {
    expect(healthInputs["health-url"].check(["http://localhost:1/"])).toBeUndefined();
    expect(healthInputs["health-url"].check([])).toBe("must name at least one URL");
    expect(healthInputs["expected-status"].read(["20"])).toEqual({
      mistake:
        "is wrong: `20` is not an HTTP status; write statuses from 100 to 599 and ranges of them, such as `200,204,300-399`",
    });
    expect(healthInputs["expected-status"].read([])).toEqual({ mistake: "must name at least one status" });
    expect(healthInputs["expected-json"].read(["a=b"])).toEqual({
      mistake: expect.stringContaining("`a` is not a JSON pointer"),
    });
    expect(healthInputs.headers.read(["A: b", "secret"])).toEqual({
      mistake: expect.stringMatching(/^is wrong: header line 2 (?!.*secret)/),
    });
  });
});
