import { expect, it } from "vitest";
import { possibleCommits, rejectedReferences } from "./references.ts";

const SHA = "0a1b2c3d4e5f60718293a4b5c6d7e8f901234567";
const DIGEST = `sha256:${"0a".repeat(32)}`;

it("accepts immutable references", () => {
  expect(
    rejectedReferences([`ghcr.io/acme/app@${DIGEST}`, `acme/app:latest@${DIGEST}`, `acme/app:sha-${SHA}`]),
  ).toEqual([]);
});

it("accepts the first digits of a known commit, and names the digits that may be looked up", () => {
  const written = ["acme/app:sha-0a1b2c3", "acme/app:dev-facade1", "me:s3cret@ghcr.io/acme/app:20240101", "acme/app:"];
  expect(rejectedReferences(written, [SHA]).map(({ reference }) => reference)).toEqual([
    "acme/app:dev-facade1",
    "***@ghcr.io/acme/app:20240101",
    "acme/app:",
  ]);
  expect(possibleCommits(written)).toEqual(["0a1b2c3", "facade1"]);
});

it("rejects all others, with the reason and the remedy", () => {
  const refused = rejectedReferences(["acme/app:latest", "acme/app", "acme/app:1.2.3", "acme/app:sha-0a1b2c3"]);
  expect(refused.map(({ why }) => why)).toEqual([
    'acme/app:latest can change: the tag "latest" moves with every push.',
    'acme/app can change: it has no tag, which means "latest".',
    'acme/app:1.2.3 can change: the tag "1.2.3" is a version, which a later push could move.',
    'acme/app:sha-0a1b2c3 can change: the tag "sha-0a1b2c3" ends in 7 hex digits, which cannot be told from a word or a number; a commit has 40 or 64.',
  ]);
  expect(refused[0]?.next).toContain("Deploy the digest");
});

it.each([
  ["acme/app:", 'has the tag ""'],
  ["acme/app:${TAG}", "contains a variable"],
  ["/app:sha-0a1b2c3", "an empty part"],
])("rejects %s, which is not a valid reference", (reference, why) =>
  expect(rejectedReferences([reference])[0]?.why).toContain(why),
);

it("does not show credentials", () => {
  for (const reference of ["https://me:s3cret@ghcr.io/acme/app:1", "me:s3cret@ghcr.io/acme/app:latest"]) {
    expect(JSON.stringify(rejectedReferences([reference]))).not.toContain("s3cret");
  }
});
