import { expect, it } from "vitest";
import { RegistryError, type RegistryReason } from "./error.ts";
import { explainProxy, unusedProxy } from "./proxy.ts";

it.each([
  [{}, undefined],
  [{ HTTPS_PROXY: "" }, undefined],
  [{ HTTPS_PROXY: "http://p" }, "HTTPS_PROXY"],
  [{ https_proxy: "http://p" }, "https_proxy"],
  [{ HTTP_PROXY: "http://p", NODE_USE_ENV_PROXY: "0" }, "HTTP_PROXY"],
  [{ HTTPS_PROXY: "http://p", NODE_USE_ENV_PROXY: "1" }, undefined],
])("finds the unused proxy in %j", (environment, name) => {
  expect(unusedProxy(environment)).toBe(name);
});

it("is only mentioned in errors about requests without a response", () => {
  const error = (reason: RegistryReason, status?: number) =>
    new RegistryError({ reason, message: "m", state: "s", next: "n", ...(status !== undefined && { status }) });
  for (const reason of ["unavailable", "timeout"] as const) {
    expect(explainProxy(error(reason), "HTTPS_PROXY")).toMatchObject({
      reason,
      next: expect.stringMatching(/^n HTTPS_PROXY is set, but [\s\S]*NODE_USE_ENV_PROXY/),
    });
  }
  for (const other of [error("denied"), error("unavailable", 503), new Error("no")]) {
    expect(explainProxy(other, "HTTPS_PROXY")).toBe(other);
  }
  const unanswered = error("unavailable");
  expect(explainProxy(unanswered, undefined)).toBe(unanswered);
});
