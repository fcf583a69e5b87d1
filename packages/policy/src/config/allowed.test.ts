import { expect, it } from "vitest";
import { allowances } from "./allowed.ts";

const place = { path: "c.yml", range: { start: { line: 1, column: 1 }, end: { line: 1, column: 2 } } };
/** Marks as they stand in texts (packages/workflow-source/src/value/mark.ts). */
const RUN = "\u{f0103}";
const VERSION = "\u{f0101}";
const BRANCH = "\u{f0102}";
const INPUT = "\u{f0106}";

it.each([
  ["postgres", ["postgres", "docker.io/library/postgres", "docker.io/postgres"], ["quay.io/postgres", "acme/postgres"]],
  ["docker.io/library/*", ["redis", "docker.io/library/redis"], ["acme/redis", "docker.io/acme/redis"]],
  ["bitnami/*", ["bitnami/redis", "docker.io/bitnami/redis"], ["bitnami.io/redis"]],
  ["ghcr.io/acme/**", ["ghcr.io/acme/app", "ghcr.io/acme/a/b"], ["acme/app", "docker.io/acme/app"]],
  ["**/app", ["app", `${INPUT}/app`, "localhost/app"], [`${INPUT}/web`]],
  ["localhost:5000/app", ["localhost:5000/app"], ["app"]],
])("an image allowed as %s is known by all its names", (image, yes, no) => {
  const allowed = allowances([{ image, reason: "r", place }], []);
  expect(yes.filter((repository) => allowed({ repository }) === undefined)).toEqual([]);
  expect(no.filter((repository) => allowed({ repository }) !== undefined)).toEqual([]);
});

it.each([
  ["semver", ["1.2.3", "v1.2.3-rc.1", VERSION, `v${VERSION}`], ["7", "7-alpine", "latest", `${BRANCH}-${VERSION}`]],
  ["run-id", [RUN, `${BRANCH}-${RUN}`, `v${RUN}`], ["42", "latest", VERSION]],
  ["nightly-*", ["nightly-1", `nightly-${INPUT}`], ["nightly", "latest"]],
])("a tag allowed as %s covers those that are meant", (tag, yes, no) => {
  const allowed = allowances([], [{ tag, reason: "r", place }]);
  expect(yes.filter((one) => allowed({ repository: "a", tag: one }) === undefined)).toEqual([]);
  expect(no.filter((one) => allowed({ repository: "a", tag: one }) !== undefined)).toEqual([]);
  expect(allowed({ repository: "a" })).toBeUndefined();
});

it("allows a tag only for the images that are named", () => {
  const allowed = allowances([], [{ tag: "semver", images: "ghcr.io/acme/*", reason: "r", place }]);
  expect(allowed({ repository: "ghcr.io/acme/app", tag: "1.2.3" })?.reason).toBe("r");
  expect(allowed({ repository: "redis", tag: "1.2.3" })).toBeUndefined();
});
