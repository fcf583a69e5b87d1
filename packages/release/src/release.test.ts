// A release's id depends on its content and on nothing else.
import { parsePinned } from "@deploy-actions/image";
import { describe, expect, it } from "vitest";
import { deploymentId } from "./event.ts";
import { Release, type ReleaseContent, releaseOf } from "./release.ts";

const image = (digit: string) => parsePinned(`ghcr.io/acme/app@sha256:${digit.repeat(64)}`);
const content: ReleaseContent = {
  app: "shop",
  environment: "prod",
  images: { web: image("1"), db: image("2") },
  compose: {
    texts: new Map([
      ["a.yml", "{}\n"],
      ["b.json", "{}\n"],
    ]),
    files: ["a.yml", "b.json"],
  },
  variables: [],
  optional: [],
};
const made = { at: new Date("2026-01-01T00:00:00Z"), commit: "c0ffee" };
const idOf = (change: Partial<ReleaseContent>) => releaseOf({ ...content, ...change }, made).id;

describe("the id", () => {
  it("does not depend on time, commit or the order of services", () => {
    const { id } = releaseOf(content, { at: new Date() });
    expect(id).toMatch(/^[0-9a-f]{16}$/);
    expect(idOf({})).toBe(id);
    expect(idOf({ images: { db: image("2"), web: image("1") } })).toBe(id);
  });

  it.each<[string, Partial<ReleaseContent>]>([
    ["the app", { app: "other" }],
    ["the environment", { environment: "dev" }],
    ["an image", { images: { ...content.images, web: image("3") } }],
    [
      "the configuration",
      {
        compose: {
          ...content.compose,
          texts: new Map([
            ["a.yml", "{ }\n"],
            ["b.json", "{}\n"],
          ]),
        },
      },
    ],
    [
      "the name of a file",
      {
        compose: {
          ...content.compose,
          texts: new Map([
            ["c.yml", "{}\n"],
            ["b.json", "{}\n"],
          ]),
        },
      },
    ],
    ["the order of the files", { compose: { ...content.compose, files: ["b.json", "a.yml"] } }],
  ])("changes with %s", (_, change) => {
    expect(idOf(change)).not.toBe(idOf({}));
  });
});

it("survives a round trip through JSON", () => {
  const release = releaseOf(content, made);
  expect(Release.parse(JSON.parse(JSON.stringify(release)))).toEqual(release);
});

it.each(["/etc/passwd", "../x", "a/../../x", ""])("rejects a file outside its folder: %j", (path) => {
  expect(Release.safeParse({ ...releaseOf(content, made), composeFiles: [path] }).success).toBe(false);
});

it("makes deployment ids that sort chronologically", () => {
  expect(deploymentId(new Date("2026-01-02T03:04:05.678Z"))).toMatch(/^20260102T030405Z-[0-9a-f]{4}$/);
});
