// The syntax of the health inputs: statuses, JSON pointers, expectations, headers.
import { describe, expect, it } from "vitest";
import { findJson, parseExpectation } from "./expected-json.ts";
import { parseHeaders } from "./headers.ts";
import { parsePointer, valueAt } from "./pointer.ts";
import { formatStatuses, isExpectedStatus, parseStatus } from "./status.ts";

describe("statuses", () => {
  it("are single statuses and inclusive ranges", () => {
    const expected = ["200", " 300-399 "].map(parseStatus);
    expect([199, 200, 201, 299, 300, 399, 400].filter((status) => isExpectedStatus(expected, status))).toEqual([
      200, 300, 399,
    ]);
    expect(formatStatuses(expected)).toBe("200, 300-399");
  });

  it.each(["20", "2xx", "600", "099", "399-300", "200-", "-200", "200-299-300", "", "2e2"])("rejects %j", (text) => {
    expect(() => parseStatus(text)).toThrow(
      expect.objectContaining({ reason: "bad-status", message: expect.stringContaining(`\`${text}\``) }),
    );
  });
});

// The document and the answers of RFC 6901, section 5.
const document = {
  foo: ["bar", "baz"],
  "": 0,
  "a/b": 1,
  "c%d": 2,
  "e^f": 3,
  "g|h": 4,
  "i\\j": 5,
  'k"l': 6,
  " ": 7,
  "m~n": 8,
};

describe("JSON pointers", () => {
  it.each([
    ["", document],
    ["/foo", ["bar", "baz"]],
    ["/foo/0", "bar"],
    ["/", 0],
    ["/a~1b", 1],
    ["/c%d", 2],
    ["/e^f", 3],
    ["/g|h", 4],
    ["/i\\j", 5],
    ['/k"l', 6],
    ["/ ", 7],
    ["/m~0n", 8],
  ])("%j points as RFC 6901 says", (pointer, value) => {
    expect(valueAt(document, pointer)).toEqual(value);
  });

  it("decode ~1 before ~0, so that ~01 stays a ~1", () => {
    expect(parsePointer("/~01")).toEqual(["~1"]);
  });

  it.each(["/foo/2", "/foo/01", "/foo/-", "/foo/length", "/nothing", "/a~1b/deeper", "/constructor", "/__proto__"])(
    "%j points at nothing",
    (pointer) => {
      expect(valueAt(document, pointer)).toBeUndefined();
    },
  );

  it.each(["commit", "#/commit", "/a~", "/a~2"])("rejects %j", (text) => {
    expect(() => parsePointer(text)).toThrow(expect.objectContaining({ reason: "bad-pointer" }));
  });
});

describe("expectations", () => {
  it("are split at the first equals sign", () => {
    expect(parseExpectation("/token = a=b ")).toEqual({ pointer: "/token", equals: "a=b" });
    expect(parseExpectation("/empty=")).toEqual({ pointer: "/empty", equals: "" });
    expect(() => parseExpectation("/commit")).toThrow(expect.objectContaining({ reason: "bad-pointer" }));
  });

  // The examples of RFC 6901, section 6.
  it.each([
    ["#", ""],
    ["#/foo/0", "/foo/0"],
    ["#/", "/"],
    ["#/a~1b", "/a~1b"],
    ["#/c%25d", "/c%d"],
    ["#/e%5Ef", "/e^f"],
    ["#/k%22l", '/k"l'],
    ["#/%20", "/ "],
    ["#/m~0n", "/m~0n"],
    ["#/a%3Db", "/a=b"],
    ["#/caf%C3%A9", "/caf\u00e9"],
  ])("read the URI fragment %s", (fragment, pointer) => {
    expect(parseExpectation(`${fragment}=x`)).toEqual({ pointer, equals: "x" });
  });

  it.each(["#commit=a", "#/a%=a", "#/a%2=a", "#/%ff=a", "# /commit=a", "##/commit=a"])("reject %s", (line) => {
    expect(() => parseExpectation(line)).toThrow(expect.objectContaining({ reason: "bad-pointer" }));
  });

  it.each([
    ["a", "a", true],
    ["a", "A", false],
    [true, "true", true],
    [1.5, "1.5", true],
    [1, "1.0", false],
    [null, "null", true],
    [["a"], "a", false],
    [{}, "[object Object]", false],
    [undefined, "undefined", false],
  ])("%j against %j: %s", (value, equals, right) => {
    expect(findJson({ x: value }, { pointer: "/x", equals }).asExpected).toBe(right);
  });

  it("distinguish an empty string from a missing value", () => {
    expect(findJson({ x: "" }, { pointer: "/x", equals: "" }).asExpected).toBe(true);
    expect(findJson({}, { pointer: "/x", equals: "" }).asExpected).toBe(false);
  });
});

describe("headers", () => {
  it("are split at the first colon", () => {
    expect(parseHeaders(["Authorization: Bearer a:b", "X-Empty:"])).toEqual([
      ["Authorization", "Bearer a:b"],
      ["X-Empty", ""],
    ]);
  });

  it.each([
    ": secret",
    "secret",
    "Bad Name: secret",
    "X: secret\u0000",
    "X: sécrët\u{1f512}",
    "#X-Old: secret",
    "Connection: secret",
    "transfer-encoding: secret",
  ])("refuses %j and does not quote the value", (line) => {
    const refusal = expect.objectContaining({
      reason: "bad-header",
      message: expect.stringMatching(/^header line 2 (?!.*s[eé]cr)/),
    });
    expect(() => parseHeaders(["A: b", line])).toThrow(refusal);
  });
});
