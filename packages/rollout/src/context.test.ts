// Which values of a context are secret, and how they are redacted.
import { expect, it } from "vitest";
import { redactOf, secretTexts } from "./context.ts";

const context = {
  variables: { DB_URL: "postgres://user:p%40ss-word@host/db", EMPTY: "", APP_PORT: "3000" },
  publicVariables: ["APP_PORT"],
  credentials: { username: "octocat", password: "registry-token", registry: undefined },
  headers: [["Authorization", "Bearer abc"]],
} as const;

it("finds every secret, and passwords in URLs both encoded and decoded", () => {
  expect(secretTexts(context).sort()).toEqual(
    ["Bearer abc", "p%40ss-word", "p@ss-word", "postgres://user:p%40ss-word@host/db", "registry-token"].sort(),
  );
});

it("redacts them in every form, and leaves short texts alone", () => {
  const redact = redactOf({ ...context, variables: { ...context.variables, DEBUG: "1" } });
  expect(redact("cannot reach postgres://user:p%40ss-word@host/db as p@ss-word")).toBe("cannot reach *** as ***");
  expect(redact('{"auth":"b2N0b2NhdDpyZWdpc3RyeS10b2tlbg=="}')).toMatch(/^\{"auth":"b2N0b2NhdDp\*\*\*/);
  expect(redact("1 of 10")).toBe("1 of 10");
});
