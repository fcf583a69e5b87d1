// Which values of a context are secret, and how they are redacted.
import { expect, it } from "vitest";
import { redacted, secretTexts } from "./context.ts";

const secrets = secretTexts({
  variables: { DB_URL: "postgres://user:p%40ss-word@host/db", EMPTY: "", APP_PORT: "3000" },
  publicVariables: ["APP_PORT"],
  credentials: { username: "octocat", password: "registry-token", registry: undefined },
  headers: [["Authorization", "Bearer abc"]],
});

it("finds every secret, and passwords in URLs both encoded and decoded", () => {
  expect(secrets.sort()).toEqual(
    ["Bearer abc", "p%40ss-word", "p@ss-word", "postgres://user:p%40ss-word@host/db", "registry-token"].sort(),
  );
});

it("redacts the longest first, and leaves short texts alone", () => {
  expect(redacted("cannot reach postgres://user:p%40ss-word@host/db as p@ss-word", secrets)).toBe(
    "cannot reach *** as ***",
  );
  expect(redacted("1 of 10", ["1"])).toBe("1 of 10");
});
