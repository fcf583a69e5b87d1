import { expect, it } from "vitest";
import { globMatcher } from "./glob.ts";

it.each([
  ["redis", ["redis"], ["redis2", "aredis", ""]],
  ["ghcr.io/acme/*", ["ghcr.io/acme/app", "ghcr.io/acme/"], ["ghcr.io/acme/a/b", "ghcr_io/acme/app"]],
  ["ghcr.io/acme/**", ["ghcr.io/acme/app", "ghcr.io/acme/a/b"], ["ghcr.io/acme", "quay.io/acme/app"]],
  ["**/app", ["app", "acme/app", "ghcr.io/acme/app"], ["ghcr.io/acme/myapp", "acme/app/x"]],
  ["a/**/b", ["a/b", "a/x/b", "a/x/y/b"], ["ab", "a/xb", "a/b/c"]],
  ["a/**/**/b", ["a/b", "a/x/b"], ["ab"]],
  ["**", ["", "a", "a/b"], []],
  ["***", ["", "a/b"], []],
  ["a**b", ["ab", "a/x/b"], ["ba"]],
  ["*", ["", "a"], ["a/b"]],
  ["v?.*", ["v1.2", "v9."], ["v10.1", "v/.1"]],
  ["a*b*c", ["abc", "axbxc", "abbcc"], ["ab", "acb"]],
  ["nightly-*", ["nightly-1", "nightly-"], ["nightly"]],
  ["(a+)[b]{c}", ["(a+)[b]{c}"], ["aab", "ac"]],
  ["*.yml", ["a.yml", ".yml"], ["a_yml", "x/a.yml"]],
  ["", [""], ["a"]],
])("%s matches what it means and nothing else", (pattern, yes, no) => {
  const match = globMatcher(pattern);
  expect(yes.filter((text) => !match(text))).toEqual([]);
  expect(no.filter(match)).toEqual([]);
});

it("takes no longer for many stars", () => {
  expect(globMatcher("*a".repeat(100))("a".repeat(2000).concat("b"))).toBe(false);
  expect(globMatcher("**/a".repeat(100))("a/".repeat(2000))).toBe(false);
});
