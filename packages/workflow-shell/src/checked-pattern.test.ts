// Which patterns check that a tag is a commit or a version.
import { expect, it } from "vitest";
import { kindCheckedBy } from "./checked-pattern.ts";

it.each([
  ["^[0-9a-f]{40}$", "commit"],
  ["^[a-f0-9]{40}$|^[a-f0-9]{64}$", "commit"],
  ["^sha-[[:xdigit:]]{40}$", undefined],
  ["^[[:xdigit:]]{40}", "commit"],
  ["^[a-f0-9]{7,40}$", undefined],
  ["^[[:xdigit:]]{7}", undefined],
  ["^[0-9]+\\.[0-9]+\\.[0-9]+$", "version"],
  ["^v?[[:digit:]]+(\\.[[:digit:]]+){2}$", "version"],
  [".*", undefined],
  ["^[a-z]+$", undefined],
  ["^$", undefined],
  ["(", undefined],
  ["(a*)*b", undefined],
  ["x".repeat(200), undefined],
])("the pattern %s takes %s", (pattern, expected) => expect(kindCheckedBy(pattern)).toBe(expected));

it("answers at once, whatever the pattern", () => {
  const patterns = ["((a+)+)+$", "(.*)*(.*)*(.*)*x", "([0-9a-f]+)+$", "(x+x+)+y", "(a|a)*$"];
  expect(patterns.map(kindCheckedBy)).toEqual(patterns.map(() => undefined));
});
