import { describe, expect, it } from "vitest";
import { ImageError } from "./error.ts";
import { formatReference, lowerCaseName, parseReference, repositoryOf, tagProblem } from "./reference.ts";

const HEX = "0123456789abcdef".repeat(4);

describe("parseReference", () => {
  it.each([
    ["app", { name: "app" }],
    ["acme/app:dev-0a1b2c3", { name: "acme/app", tag: "dev-0a1b2c3" }],
    ["ghcr.io/acme/app", { registry: "ghcr.io", name: "acme/app" }],
    ["localhost/app", { registry: "localhost", name: "app" }],
    ["127.0.0.1:5000/a/b/c:T_1.x", { registry: "127.0.0.1:5000", name: "a/b/c", tag: "T_1.x" }],
    ["[::1]:5000/app", { registry: "[::1]:5000", name: "app" }],
    ["app:5000", { name: "app", tag: "5000" }],
    [`app@sha256:${HEX}`, { name: "app", digest: `sha256:${HEX}` }],
    [`r.io:80/a/b:t@sha256:${HEX}`, { registry: "r.io:80", name: "a/b", tag: "t", digest: `sha256:${HEX}` }],
    [`app@sha512:${HEX}${HEX}`, { name: "app", digest: `sha512:${HEX}${HEX}` }],
    ["a__b/c--d.e_f", { name: "a__b/c--d.e_f" }],
  ])("parses %s and formats it again", (text, expected) => {
    const ref = parseReference(text);
    expect(ref).toEqual(expected);
    expect(formatReference(ref)).toBe(text);
  });

  it.each([
    ["", "empty"],
    ["ghcr.io/Acme/app:1", "uppercase"],
    ["Acme/app", "uppercase"],
    ["app:$" + "{SHA}", "unexpanded"],
    [`${"a".repeat(256)}`, "too-long"],
    [`${"a-".repeat(50_000)}!`, "too-long"],
    ["app:", "malformed"],
    ["app@", "malformed"],
    ["/app", "malformed"],
    ["a//b", "malformed"],
    ["a/b/", "malformed"],
    ["app :1", "malformed"],
    ["app\n", "malformed"],
    ["https://ghcr.io/acme/app", "malformed"],
    ["docker://app:1", "malformed"],
    ["r.io:99999/app", "malformed"],
    ["-r.io/app", "malformed"],
    ["a___b", "malformed"],
    ["a.-b", "malformed"],
    ["app:-x", "malformed"],
    [`app:${"t".repeat(129)}`, "malformed"],
    [`app@sha256:${HEX.slice(1)}`, "malformed"],
    [`app@sha256:${HEX.toUpperCase()}`, "malformed"],
    [`app@md5:${HEX}`, "malformed"],
    [`app@sha256:${HEX}@sha256:${HEX}`, "malformed"],
    [HEX, "malformed"],
    [`sha256:${HEX}`, "malformed"],
  ])("refuses %j as %s", (text, reason) => {
    expect(() => parseReference(text)).toThrow(expect.objectContaining({ name: "ImageError", reason }));
  });

  it("suggests the lower-case name and leaves the tag unchanged", () => {
    const next = thrown(() => parseReference("ghcr.io/Acme/App:V1")).next;
    expect(next).toContain("Write ghcr.io/acme/app:V1.");
  });

  it("reports the number of digits of a short digest", () => {
    expect(thrown(() => parseReference("app@sha256:abc")).message).toContain("3 hex digits instead of 64");
  });
});

it("names the repository with and without a registry", () => {
  expect(repositoryOf({ registry: "ghcr.io", name: "a/b", tag: "t" })).toBe("ghcr.io/a/b");
  expect(repositoryOf({ name: "a/b" })).toBe("a/b");
});

it("explains what is wrong with a tag", () => {
  expect(tagProblem("dev-0a1b2c3")).toBeUndefined();
  expect(tagProblem("feature/x")).toContain("slashes of a branch name");
  expect(tagProblem("ghcr.io:1")).toContain("complete reference");
  expect(tagProblem(".x")).toContain("must not start");
});

function thrown(act: () => unknown): ImageError {
  try {
    act();
  } catch (error) {
    if (error instanceof ImageError) return error;
    throw error;
  }
  throw new Error("nothing was thrown");
}

it.each([
  ["Acme/App", "acme/app"],
  ["GHCR.io/Acme/App:Dev-0A", "ghcr.io/acme/app:Dev-0A"],
  ["Localhost:5000/App", "localhost:5000/app"],
  [`Acme/App:T@sha256:${HEX}`, `acme/app:T@sha256:${HEX}`],
  ["acme/app", "acme/app"],
  ["", ""],
])("lower-cases the name of %s and leaves the tag unchanged", (text, lower) => {
  expect(lowerCaseName(text)).toBe(lower);
});
