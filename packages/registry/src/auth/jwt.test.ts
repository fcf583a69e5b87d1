import { describe, expect, it } from "vitest";
import { fakeClock } from "../../test/fake-clock.ts";
import { missingAccess } from "./granted-access.ts";
import { claimsOf, lifeOf } from "./jwt.ts";
import { tokenFor } from "./token.ts";

const jwt = (claims: unknown): string => `e30.${Buffer.from(JSON.stringify(claims)).toString("base64url")}.c2lnbmVk`;

it("reads a token's claims, and leaves out those of another type", () => {
  expect(claimsOf(jwt({ iss: "i", sub: 7, aud: ["a", "b"], exp: 9 }))).toEqual({ iss: "i", aud: "a, b", exp: 9 });
});

it.each([
  "",
  "opaque",
  "a.b",
  "a.b.c.d",
  "e30.!!!.x",
  `e30.${Buffer.from("[1").toString("base64url")}.x`,
  `e30.${"A".repeat(99_999)}.x`,
  jwt(null),
  jwt("text"),
])("reads nothing from %.20j", (token) => {
  expect(claimsOf(token)).toBeUndefined();
  expect(lifeOf(token, 0)).toBeUndefined();
});

describe("how long a token is valid", () => {
  const clock = fakeClock();
  const now = clock.date().getTime();
  const inSeconds = (at: number): number => Math.round((at - now) / 1000);

  it("is counted from its own issue time, however wrong this machine's clock is", () => {
    expect(lifeOf(jwt({ iat: 1000, exp: 1300 }), now)).toBe(300);
    expect(lifeOf(jwt({ nbf: 1000, exp: 1300 }), now)).toBe(300);
    expect(lifeOf(jwt({ exp: now / 1000 + 50 }), now)).toBeCloseTo(50);
  });

  it("is what the response states, else what the token says, else 60 s", () => {
    expect(inSeconds(tokenFor(jwt({ iat: 0, exp: 300 }), 20, clock).expires)).toBe(20);
    expect(inSeconds(tokenFor(jwt({ iat: 0, exp: 300 }), undefined, clock).expires)).toBe(300);
    expect(inSeconds(tokenFor("opaque", undefined, clock).expires)).toBe(60);
  });
});

describe("the access that a token lacks", () => {
  const token = jwt({
    access: [
      { type: "repository", name: "a/b", actions: ["pull"] },
      { type: "repository", name: "all", actions: ["*"] },
    ],
  });

  it.each([
    [["repository:a/b:pull"], undefined],
    [["repository:a/b:pull,push"], "its token for a/b allows pull but not push"],
    [["repository:a/b:pull", "repository:c:pull,push"], "its token for c allows nothing"],
    [["repository:all:pull,push,delete"], undefined],
    [["nonsense"], undefined],
  ])("%j", (scopes, said) => {
    expect(missingAccess(token, scopes)).toBe(said);
  });

  it("is unknown for an opaque token", () => {
    expect(missingAccess("opaque", ["repository:a:pull"])).toBeUndefined();
    expect(missingAccess(jwt({}), ["repository:a:pull"])).toBeUndefined();
  });
});
