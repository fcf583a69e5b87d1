// The verdicts of facts on tags: what cannot change, what moves and why, and what nobody knows before the run.
import { describe, expect, it } from "vitest";
import type { SourcePlace } from "../position.ts";
import { judgeValues, repositoryIn } from "./judge.ts";
import { commitMark, mark } from "./mark.ts";
import { only, type Values } from "./value.ts";

const DIGEST = `sha256:${"ab".repeat(32)}`;
const SHA = "0a1b2c3d4e5f60718293a4b5c6d7e8f901234567";
const [C, C7, C6] = [commitMark(), commitMark(7), commitMark(6)];
const [digest, version, branch, run, time, name] = (
  ["digest", "version", "branch", "run", "time", "name"] as const
).map(mark);
const OPEN = ["input", "secret", "variable", "output", "remote", "command", "expression"] as const;
const PLACE: SourcePlace = {
  path: "w.yml",
  range: () => ({ start: { line: 1, column: 1 }, end: { line: 1, column: 1 } }),
};

/** The verdict, for a mutable reference with its class. */
function verdict(...texts: readonly string[]): string {
  const judgement = judgeValues(texts.flatMap((text) => only(text)));
  return judgement.verdict === "mutable" ? `mutable, ${judgement.class}` : judgement.verdict;
}

describe("immutable is", () => {
  it.each([
    ["a digest", `app@${DIGEST}`],
    ["a digest behind a tag", `ghcr.io/acme/app:latest@${DIGEST}`],
    ["a digest that the run fills in", `app@${digest}`],
    ["anything that the run fills in behind the @", `app@${mark("output")}`],
    ["the hex digits of a digest that the run fills in", `app@sha256:${mark("output")}`],
    ["a name that carries a digest", `acme/app${digest}`],
    ["a commit", `app:${C}`],
    ["a commit in a registry with a port", `localhost:5000/app:${C}`],
    ["a short commit", `app:${C7}`],
    ["a commit behind a prefix", `app:dev-${C}`],
    ["a commit before a suffix", `app:${C7}-amd64`],
    ["a commit beside something open", `app:${C}-${mark("input")}`],
    ["a commit in a name that is open", `${mark("secret")}/app:${C}`],
    ["a commit in a literal", `app:${SHA}`],
    ["a commit of 64 digits in a literal", `app:dev-${"0a".repeat(32)}`],
  ])("%s", (_, text) => expect(verdict(text)).toBe("immutable"));
});

describe("mutable is", () => {
  it.each([
    ["no tag", "app", "untagged"],
    ["no tag behind a port", "localhost:5000/app", "untagged"],
    ["no tag behind an open registry", `${name}/team/app`, "untagged"],
    ["latest", "ghcr.io/acme/app:latest", "latest"],
    ["something-latest", "app:dev-latest", "latest"],
    ["latest of an open name", `${mark("secret")}/app:latest`, "latest"],
    ["latest behind something open", `app:${mark("input")}-latest`, "latest"],
    ["an environment", "app:prod", "channel"],
    ["a channel", "app:stable", "channel"],
    ["a branch by name", "app:main", "channel"],
    ["a branch", `app:${branch}`, "branch"],
    ["a branch in a tag", `app:${branch}-amd64`, "branch"],
    ["a version", "app:1.2.3", "version"],
    ["a version with a v", "app:v2", "version"],
    ["a version with a suffix", "postgres:16-alpine", "version"],
    ["a version of the run", `app:v${version}`, "version"],
    ["a run number", `app:${run}`, "run"],
    ["a run number behind a version", `app:1.0.${run}`, "run"],
    ["a time", `app:${time}`, "time"],
    ["a date", "app:20240101", "version"],
    ["any other text", "app:custom", "fixed"],
    ["a name in the tag", `app:${name}`, "fixed"],
    ["hex digits that may be a short commit", "app:0a1b2c3", "fixed"],
    ["hex digits behind a prefix", "app:sha-0a1b2c3", "fixed"],
    ["a word of hex digits", "app:deadbee", "fixed"],
    ["one digit less than a commit", `app:${SHA.slice(1)}`, "fixed"],
    ["the null commit", `app:${"0".repeat(40)}`, "version"],
    ["a digest that is none", "app@sha256:abc", "malformed"],
    ["a digest in upper case", `app@${DIGEST.toUpperCase().replace("SHA", "sha")}`, "malformed"],
    ["a digest of an unknown algorithm", `app@md5:${"ab".repeat(16)}`, "malformed"],
    ["a second digest", `app@${DIGEST}@${DIGEST}`, "malformed"],
    ["a tag in the place of a digest", "app@latest", "malformed"],
    ["a commit in the place of a digest", `app@${C}`, "malformed"],
    ["a commit behind sha256:", `app@sha256:${C}`, "malformed"],
    ["hex digits without letters", "app:1234567", "version"],
    ["latest, with a branch beside it", `app:${branch}-latest`, "latest"],
  ])("%s", (_, text, kind) => expect(verdict(text)).toBe(`mutable, ${kind}`));
});

describe("undecided is", () => {
  it.each(OPEN)("a tag, a name and a whole reference that %s decides", (kind) => {
    expect(verdict(`app:${mark(kind)}`)).toBe("undecided");
    expect(verdict(`app:v${mark(kind)}-x`)).toBe("undecided");
    expect(verdict(`acme/${mark(kind)}`)).toBe("undecided");
    expect(verdict(mark(kind))).toBe("undecided");
  });
  it.each([
    ["nothing", ""],
    ["an empty tag", "app:"],
    ["no name", ":latest"],
    ["no image", "Not An Image"],
    ["too few digits of a commit", `app:${C6}`],
    ["a variable that an expression brought along", "app:$TAG"],
    ["a variable in braces", "app:${TAG}"],
    ["a commit with what no tag can hold", `app:${C}/x y`],
    ["a tag that is too long", `app:${"x".repeat(200)}`],
  ])("%s", (_, text) => expect(verdict(text)).toBe("undecided"));
});

describe("of several alternatives", () => {
  it.each([
    ["the worst decides", [`app:${C}`, "app:latest"], "mutable, latest"],
    [
      "one that nobody knows counts more than one that cannot change",
      [`app:${C}`, `app:${mark("input")}`],
      "undecided",
    ],
    ["one that moves counts more than one that nobody knows", [`app:${mark("input")}`, "app:dev"], "mutable, channel"],
    ["one that names nothing does not count beside another", [`app:${C}`, "app:", "", ":x"], "immutable"],
    ["one that names nothing counts alone", ["app:", ""], "undecided"],
  ])("%s", (_, texts, expected) => expect(verdict(...texts)).toBe(expected));

  it("one that was given counts more than one that holds when nothing was", () => {
    const fallback: Values = [{ text: "app:dev", trail: [{ what: "default", place: PLACE, fallback: true }] }];
    expect(judgeValues([...fallback, ...only("app:latest")]).value.text).toBe("app:latest");
    expect(judgeValues([...fallback, ...only(`app:${C}`)]).value.text).toBe("app:dev");
  });
});

it("says why in words that end a sentence, with no mark in them", () => {
  const why = (text: string) => judgeValues(only(text)).why;
  expect(why("app:latest")).toBe('the tag "latest" moves with every push');
  expect(why("app")).toBe('a name without a tag means "latest"');
  expect(why(`app:${branch}-x`)).toBe('the tag "<branch>-x" is a branch, which moves with every push');
  expect(why(`app:${mark("secret")}`)).toBe("a secret decides its tag");
  expect(why(`app:${C6}`)).toBe('the tag "<commit>" carries too few digits of the commit');
  expect(why("Not An Image")).toBe('"Not An Image" is not an image reference');
});

it.each([
  ["app:x", "app"],
  ["localhost:5000/app", "localhost:5000/app"],
  [`ghcr.io/acme/app:x@${DIGEST}`, "ghcr.io/acme/app"],
  [`${name}/app:${C}`, `${name}/app`],
  ["", ""],
])("the repository of %j is %j", (text, repository) => expect(repositoryIn(text)).toBe(repository));

it.each([`${"a/".repeat(100_000)}b:c`, `a:${"$".repeat(100_000)}`, `a:${"${".repeat(50_000)}`, "@".repeat(100_000)])(
  "comes to an end with a long text",
  (text) => {
    expect(() => verdict(text)).not.toThrow();
  },
);
