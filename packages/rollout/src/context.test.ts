// What is secret in a setting, and that it is taken out of what is kept.
import { expect, it } from "vitest";
import { blotted, secretTexts } from "./context.ts";

const secrets = secretTexts({
  variables: { DB_URL: "postgres://user:p%40ss-word@host/db", EMPTY: "", APP_PORT: "3000" },
  open: ["APP_PORT"],
  credentials: { username: "octocat", password: "registry-token", registry: undefined },
  headers: [["Authorization", "Bearer abc"]],
});

it("names every secret, passwords inside of URLs in both writings", () => {
  expect(secrets.sort()).toEqual(
    ["Bearer abc", "p%40ss-word", "p@ss-word", "postgres://user:p%40ss-word@host/db", "registry-token"].sort(),
  );
});

it("takes them out, the longest first, and leaves short words alone", () => {
  expect(blotted("cannot reach postgres://user:p%40ss-word@host/db as p@ss-word", secrets)).toBe(
    "cannot reach *** as ***",
  );
  expect(blotted("1 of 10", ["1"])).toBe("1 of 10");
});
