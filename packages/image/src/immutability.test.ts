import { describe, expect, it } from "vitest";
import { judgeReference } from "./immutability.ts";
import { isPinned, parsePinned, pinned } from "./pinned.ts";
import { parseReference } from "./reference.ts";
import { judgeTag } from "./tag.ts";

const SHA = "0123456789abcdef0123456789abcdef01234567";
const DIGEST = `sha256:${"ab".repeat(32)}`;

describe("judgeReference", () => {
  it.each([
    `app@${DIGEST}`,
    `app:latest@${DIGEST}`,
    `app:sha-${SHA}`,
    `app:${SHA}`,
    `app:dev-${SHA.repeat(2).slice(0, 64)}`,
    `app:${"1".repeat(40)}`,
    `app:${SHA}-amd64`,
    `app:1.2.3-${SHA}-alpine`,
  ])("%s is immutable", (text) => expect(judgeReference(parseReference(text)).verdict).toBe("immutable"));
  it.each([
    "app",
    "app:latest",
    "app:dev-latest",
    "app:prod",
    "app:1.2.3",
    "app:20240101",
    "app:build-1234567",
    "app:main",
    "app:0a1b2c",
    "app:dev-0a1b2c3",
    "app:1.2.3-0a1b2c3",
    "app:deadbee",
    "app:facade1",
    `app:${SHA.slice(1)}`,
    `app:${SHA}0`,
    `app:sha-${SHA}0a1b2c3d4e5f60718293a4`,
    `app:${"0".repeat(40)}`,
    "app:x0a1b2c3",
    "app:0a1b2c3-amd64",
    `app:x${SHA}-amd64`,
  ])("%s is mutable", (text) => expect(judgeReference(parseReference(text)).verdict).toBe("mutable"));
  it.each([
    ["app:sha-0123456", "immutable"],
    ["app:0123456-amd64", "immutable"],
    [`app:${SHA.slice(0, 39)}`, "immutable"],
    ["app:sha-012345", "mutable"],
    ["app:sha-1234567", "mutable"],
    ["app:sha0123456", "mutable"],
  ])("%s is %s for a run of the commit 0123456…", (text, verdict) =>
    expect(judgeReference(parseReference(text), [SHA]).verdict).toBe(verdict),
  );
  it("says why", () => {
    expect(judgeReference(parseReference("app:facade1")).why).toContain("7 hex digits");
    expect(judgeReference(parseReference("app")).why).toBe('it has no tag, which means "latest"');
    expect(judgeReference(parseReference("app:20240101")).why).toContain("not a commit");
    expect(judgeReference(parseReference("app:main")).why).toContain("carries no commit");
  });
});

describe("judgeTag", () => {
  it.each([
    [`dev-${SHA}`, "commit", true],
    ["sha-0a1b2c3", "short-commit", true],
    ["deadbee", "short-commit", true],
    [`${SHA}0`, "moving", false],
    [`uat-${SHA}`, "commit", true],
    [`prod-${SHA}`, "commit", true],
    [`sha-${SHA}`, "commit", true],
    ["1.2.3", "version", true],
    ["v1.2.3-rc.1", "version", true],
    ["dev-latest", "cache", false],
    ["1.2.3_build.5", "version", true],
    ["10.20.30", "version", true],
    ["01.2.3", "moving", false],
    ["1.2.3_", "moving", false],
    ["1.2.3_a+b", "moving", false],
    ["1.2.3x", "moving", false],
    ["x1.2.3", "moving", false],
    ["_dev-latest", "moving", false],
    ["dev-latest2", "moving", false],
    ["20240101", "moving", false],
    ["latest", "moving", false],
    ["main", "moving", false],
    ["1.2", "moving", false],
    ["v1", "moving", false],
  ])("%s is %s, write-once: %s", (tag, kind, writeOnce) => {
    expect(judgeTag(tag)).toMatchObject({ kind, writeOnce });
  });
});

describe("a pinned image", () => {
  it("comes from a reference with a sha256 digest", () => {
    expect(parsePinned(`ghcr.io/acme/app:t@${DIGEST}`)).toEqual({
      registry: "ghcr.io",
      name: "acme/app",
      tag: "t",
      digest: DIGEST,
    });
    expect(pinned(parseReference("app:t"), DIGEST).digest).toBe(DIGEST);
    expect(isPinned(parseReference(`app@sha512:${"ab".repeat(64)}`))).toBe(false);
  });
  it("is refused for a tag without a digest, with the reason and what to write", () => {
    expect(() => parsePinned("app:latest")).toThrow(/has no sha256 digest: the tag "latest" moves with every push/);
    expect(() => parsePinned(`app:dev-${SHA}`)).toThrow(/verifies only a digest/);
    expect(() => parsePinned("app")).toThrow(
      expect.objectContaining({ reason: "not-pinned", next: expect.stringContaining("@sha256:") }),
    );
    expect(() => pinned({ name: "app" }, "sha256:abc")).toThrow(expect.objectContaining({ reason: "not-pinned" }));
  });
});
