// Valid image names, and the images that they match.
import { describe, expect, it } from "vitest";
import { keepImagesProblem, keptByName } from "./keep-images.ts";
import type { Image } from "./objects.ts";

const HEX = "1".repeat(64);
const SHA512 = `sha512:${"2".repeat(128)}`;

const image = (over: Partial<Image> = {}): Image => ({
  kind: "image",
  id: `sha256:${"ab".repeat(32)}`,
  name: "app:1",
  labels: {},
  tags: [],
  digests: [],
  layers: [],
  uses: { container: [], image: [], volume: [], network: [] },
  ...over,
});
const keeps = (name: string, over: Partial<Image>): boolean =>
  keptByName(image(over), { named: [{ name, why: "it is named" }] }) !== undefined;

describe("the name of an image to keep", () => {
  it.each([
    HEX,
    `sha256:${HEX}`,
    SHA512,
    "app",
    "ghcr.io/acme/app:1.2.3",
    `ghcr.io/acme/app@sha256:${HEX}`,
    "ab12ab12ab12",
  ])("may be %s", (name) => expect(keepImagesProblem(["app:1", name])).toBeUndefined());

  it.each([
    ["a truncated digest", "sha256:1234", '"sha256:1234" is not a complete digest'],
    ["a sha512 digest of the wrong length", `sha512:${HEX}`, "is not a complete digest"],
    ["a digest with extra characters", `sha256:${HEX}0`, "is not a complete digest"],
    ["an invalid reference", "a b", '"a b" is not an image reference: it contains whitespace'],
  ])("may not be %s", (_, name, message) => {
    const problem = keepImagesProblem(["app:1", name]);
    expect(problem).toMatch(/^must name images by reference or digest, one per line: /);
    expect(problem).toContain(message);
    expect(problem).not.toMatch(/\.$/);
  });

  it("may contain the name sha256 in a reference", () => {
    expect(keepImagesProblem(["my/sha256:latest"])).toBeUndefined();
  });
});

describe("an image is kept", () => {
  it.each([
    ["by its id", `sha256:${"ab".repeat(32)}`, {}],
    ["by its id without the algorithm", "ab".repeat(32), {}],
    ["by the shortest id that docker prints", "ab".repeat(6), {}],
    ["by one of several digests", `sha256:${HEX}`, { digests: [`a/b@sha256:${"0".repeat(64)}`, `c/d@sha256:${HEX}`] }],
    ["by a sha512 digest", SHA512, { digests: [`app@${SHA512}`] }],
    ["by a tag beside a digest that it does not have", `app:1@sha256:${HEX}`, { tags: ["app:1"] }],
    ["by its name, whatever its tag", "app", { tags: ["app:7"] }],
    ["by its name where it has a digest only", "app", { digests: [`app@sha256:${HEX}`] }],
    ["by the name that Docker Hub has for it", "index.docker.io/library/redis:7", { tags: ["redis:7"] }],
    ["beside a tag that the engine made up", "app:1", { tags: ["<none>:<none>", "app:1"] }],
  ])("%s", (_, name, over) => expect(keeps(name, over)).toBe(true));

  it.each([
    ["by a part of its id that is not its beginning", `cd${"ab".repeat(5)}`, {}],
    ["by fewer digits than docker prints", "ab".repeat(5), {}],
    ["by its id with more behind it", `${"ab".repeat(6)}xx`, {}],
    ["by its name beside another digest", `app@sha256:${HEX}`, { tags: ["app:1"] }],
    ["by another tag", "app:2", { tags: ["app:1"] }],
    ["by its name under another registry", "mirror.example/docker.io/app:1", { tags: ["mirror.example/app:1"] }],
    ["by its name under another owner", "acme/library/app:1", { tags: ["acme/app:1"] }],
  ])("but not %s", (_, name, over) => expect(keeps(name, over)).toBe(false));

  it("if the needed images are unknown, with the reason", () => {
    expect(keptByName(image(), { named: [], unknown: "the ledger could not be read" })).toMatchObject({
      reason: "ledger-unreadable",
      why: "the ledger could not be read",
    });
    expect(keptByName(image(), { named: [] })).toBeUndefined();
  });
});
