import { expect, it } from "vitest";
import { rules } from "./all.ts";

it("has each id and name once, in the order of ids", () => {
  expect(new Set(rules.map(({ id }) => id)).size).toBe(rules.length);
  expect(new Set(rules.map(({ name }) => name)).size).toBe(rules.length);
  expect(rules.map(({ id }) => id)).toEqual(rules.map(({ id }) => id).toSorted());
});

it.each(rules)("$id $name says what, why and what to do, as whole sentences that GitHub shows uncut", (rule) => {
  expect(rule.id).toMatch(/^ITV\d{3}$/);
  expect(rule.name).toMatch(/^[a-z]+(-[a-z]+)*$/);
  for (const text of [rule.summary, rule.why, rule.remedy]) expect(text).toMatch(/^[A-Z`].*[.]$/);
  expect(`${rule.summary} ${rule.why}`.length).toBeLessThan(1024);
});
