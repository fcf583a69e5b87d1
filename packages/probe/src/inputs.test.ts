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
  it("survives a round trip through JSON, so that a release can store it", () => {
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

  it("rejects an impossible combination and names the inputs", () => {
    expect(() => healthPolicy(inputs({ "max-attempts": 2, "consecutive-successes": 3 }))).toThrow(
      expect.objectContaining({ reason: "bad-policy", message: expect.stringContaining("`consecutive-successes`") }),
    );
    expect(() => healthPolicy(inputs({ "initial-wait": -1 }))).toThrow(/`initial-wait`/);
    expect(() => healthPolicy(inputs({ "health-url": [] }))).toThrow(/`health-url`/);
  });

  it("does not contain the headers", () => {
    expect(JSON.stringify(healthPolicy({ ...inputs(), ...{ headers: [["A", "secret"]] } }))).not.toContain("secret");
  });
});

describe("parsing the health inputs", () => {
  it("gives the values for the policy and the requests", () => {
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
    "rejects the URL %s without quoting it",
    (url) => {
      const problem = healthInputs["health-url"].check([url]);
      expect(problem).toMatch(/^must /);
      expect(problem).not.toContain("secret");
    },
  );

  it("reports the mistake and the correct form, as the end of a sentence", () => {
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
